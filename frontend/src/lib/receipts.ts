const key = "receipts";

/** Whether senders are told when somebody opens what they wrote, as WhatsApp Web does. */
export function receiptsOn(): boolean {
  try {
    return localStorage.getItem(key) !== "off";
  } catch {
    return true;
  }
}

export function setReceipts(on: boolean) {
  try {
    if (on) localStorage.removeItem(key);
    else localStorage.setItem(key, "off");
  } catch {
    // Without storage they stay on.
  }
}
