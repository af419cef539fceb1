/** The first call of somebody who has just got a key. */
export function sendSample(origin: string, key: string, number: string): string {
  return [
    `curl ${origin}/api/send \\`,
    `  -H 'X-API-Key: ${key}' \\`,
    "  -H 'Content-Type: application/json' \\",
    `  -d '${JSON.stringify({ number, message: "Hello from Switchboard" })}'`,
  ].join("\n");
}
