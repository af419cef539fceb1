const mark = "reloaded-for-chunk";

/** After an update the old page asks for files that are gone. One reload brings the new page. */
export function reloadOnStaleChunk() {
  window.addEventListener("vite:preloadError", (event) => {
    try {
      if (sessionStorage.getItem(mark)) return;
      sessionStorage.setItem(mark, "1");
    } catch {
      return;
    }
    event.preventDefault();
    location.reload();
  });
  // A page that stood for a while is whole: the next update may reload again.
  setTimeout(() => {
    try {
      sessionStorage.removeItem(mark);
    } catch {
      // Without storage nothing was marked.
    }
  }, 10_000);
}
