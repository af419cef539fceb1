import { FileText, ImageOff, LoaderCircle } from "lucide-react";
import type { ThreadMessageFragment } from "@/gql/graphql";
import { bytes } from "@/lib/format";

type Media = NonNullable<ThreadMessageFragment["media"]>;

/** The address on this site: the page may load files from nowhere else. */
export function mediaPath(url: string): string {
  const { pathname, search } = new URL(url, window.location.origin);
  return pathname + search;
}

function Picture({ media, text }: { media: Media; text: string | null }) {
  const path = mediaPath(media.url ?? "");
  return (
    <a href={path} target="_blank" rel="noreferrer" className="block">
      <img
        src={path}
        alt={text ? `Picture: ${text}` : "Picture"}
        loading="lazy"
        className="max-h-80 min-h-16 min-w-16 rounded-lg bg-sunken object-contain"
      />
      <span className="sr-only">Open in full size in a new tab</span>
    </a>
  );
}

function File({ media }: { media: Media }) {
  return (
    <a
      href={mediaPath(media.url ?? "")}
      download={media.filename ?? true}
      className="flex min-h-11 items-center gap-3 rounded-lg bg-ink/5 px-3 py-2 hover:underline"
    >
      <FileText className="size-6 shrink-0" aria-hidden="true" />
      <span className="min-w-0">
        <span className="block font-medium">{media.filename ?? "File"}</span>
        <span className="block text-sm text-muted">
          {media.mimetype}
          {typeof media.size === "number" && ` · ${bytes(media.size)}`}
        </span>
      </span>
    </a>
  );
}

type Props = { media: Media; type: string; text: string | null };

export function MessageMedia({ media, type, text }: Props) {
  if (media.status === "pending") {
    return (
      <p className="flex items-center gap-2 py-2 text-muted">
        <LoaderCircle className="size-5 motion-safe:animate-spin" aria-hidden="true" />
        Fetching the file from WhatsApp …
      </p>
    );
  }
  if (media.status === "failed" || !media.url) {
    return (
      <p className="flex items-center gap-2 py-2 text-muted">
        <ImageOff className="size-5 shrink-0" aria-hidden="true" />
        The file could not be fetched. WhatsApp keeps files for a limited time.
      </p>
    );
  }
  if (type === "sticker") {
    return (
      <img
        src={mediaPath(media.url)}
        alt="Sticker"
        loading="lazy"
        className="size-36 object-contain"
      />
    );
  }
  if (type === "gif") {
    return (
      <video
        src={mediaPath(media.url)}
        loop
        muted
        controls
        playsInline
        preload="metadata"
        className="max-h-80 max-w-full rounded-lg"
      />
    );
  }
  if (media.mimetype.startsWith("image/")) return <Picture media={media} text={text} />;
  if (media.mimetype.startsWith("audio/")) {
    // biome-ignore lint/a11y/useMediaCaption: nobody writes captions for voice notes
    return <audio controls preload="none" src={mediaPath(media.url)} className="max-w-full" />;
  }
  if (media.mimetype.startsWith("video/")) {
    return (
      // biome-ignore lint/a11y/useMediaCaption: WhatsApp's videos carry none
      <video
        controls
        preload="metadata"
        src={mediaPath(media.url)}
        className="max-h-80 max-w-full rounded-lg"
      />
    );
  }
  return <File media={media} />;
}
