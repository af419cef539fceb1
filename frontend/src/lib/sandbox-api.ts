// The simulated phones' control interface. It stands beside the GraphQL schema, as it stands for
// what people hold in their hands, so its few shapes are written here.

export type Phone = { number: string; jid: string; lid: string; name: string; online?: boolean };

export type Device = {
  id: number;
  jid: string;
  platform: string;
  online: boolean;
  linked_at: string;
};

export type PhoneMessage = {
  id: string;
  from: string;
  to: string;
  /** The number or group id of the conversation. */
  chat: string;
  direction: "in" | "out";
  text: string;
  type: string;
  media: { mimetype: string; filename?: string; caption?: string; url: string } | null;
  /** Of what went out: sent, delivered, read, played. Of what came in: received, read. */
  status: string;
  timestamp: string;
};

export type Fault = "drop_connection" | "logged_out" | "replaced" | "temp_ban" | "outdated";

async function call<T>(path: string, method = "GET", body?: unknown): Promise<T> {
  const init: RequestInit = { method, headers: { accept: "application/json" } };
  if (body !== undefined) {
    init.headers = { accept: "application/json", "content-type": "application/json" };
    init.body = JSON.stringify(body);
  }
  let response: Response;
  try {
    response = await fetch(`/sandbox${path}`, init);
  } catch {
    throw new Error("The server cannot be reached.");
  }
  const text = await response.text();
  let answer: unknown = null;
  try {
    answer = text ? JSON.parse(text) : null;
  } catch {
    // An error page of a proxy is no JSON; the status says enough.
  }
  if (!response.ok) {
    const problem = answer as { error?: string; detail?: string; title?: string } | null;
    throw new Error(
      problem?.error ?? problem?.detail ?? `The simulated network answered ${response.status}.`,
    );
  }
  return answer as T;
}

const of = (number: string) => `/phones/${encodeURIComponent(number)}`;

export const sandboxApi = {
  phones: async () => (await call<Phone[] | null>("/phones")) ?? [],
  createPhone: (phone: { number?: string; name?: string }) => call<Phone>("/phones", "POST", phone),
  scan: (number: string, code: string) => call(`${of(number)}/scan`, "POST", { code }),
  link: (number: string, pairingCode: string) =>
    call(`${of(number)}/link`, "POST", { pairing_code: pairingCode }),
  devices: async (number: string) => (await call<Device[] | null>(`${of(number)}/devices`)) ?? [],
  unlink: (number: string, id: number) => call(`${of(number)}/devices/${id}`, "DELETE"),
  messages: async (number: string) =>
    (await call<PhoneMessage[] | null>(`${of(number)}/messages`)) ?? [],
  sendText: (number: string, to: string, text: string) =>
    call(`${of(number)}/messages`, "POST", { to, text }),
  sendImage: (
    number: string,
    to: string,
    media: { data: string; mimetype: string; filename: string; caption: string },
  ) => call(`${of(number)}/messages`, "POST", { to, media }),
  read: (number: string, chat: string) => call(`${of(number)}/read`, "POST", { chat }),
  typing: (number: string, to: string, state: "composing" | "paused") =>
    call(`${of(number)}/typing`, "POST", { to, state }),
  presence: (number: string, state: "online" | "offline") =>
    call(`${of(number)}/presence`, "POST", { state }),
  fault: (kind: Fault, number: string) => call("/faults", "POST", { kind, number, count: 1 }),
  clearFaults: () => call("/faults", "DELETE"),
};

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : "Something went wrong.";
