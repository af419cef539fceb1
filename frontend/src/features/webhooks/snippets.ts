/** How a receiver verifies a delivery, in languages that people write receivers in. */
export const snippets: readonly { language: string; code: string }[] = [
  {
    language: "JavaScript",
    code: `// npm install standardwebhooks
import { Webhook } from "standardwebhooks";

const webhook = new Webhook(process.env.WEBHOOK_SECRET); // whsec_…

// body: the request's bytes as text, before any JSON parsing.
const event = webhook.verify(body, request.headers); // throws when it is not ours`,
  },
  {
    language: "Python",
    code: `import base64, hashlib, hmac, time

def verify(secret: str, headers, body: bytes) -> bool:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    id, at = headers["webhook-id"], headers["webhook-timestamp"]
    if abs(time.time() - int(at)) > 300:
        return False  # old: somebody plays it again
    signed = f"{id}.{at}.".encode() + body
    want = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(want, got) for got in headers["webhook-signature"].split())`,
  },
  {
    language: "PHP",
    code: `function verify(string $secret, array $headers, string $body): bool {
    $key = base64_decode(substr($secret, strlen('whsec_')));
    $at = $headers['webhook-timestamp'];
    if (abs(time() - (int) $at) > 300) {
        return false; // old: somebody plays it again
    }
    $signed = $headers['webhook-id'] . '.' . $at . '.' . $body;
    $want = 'v1,' . base64_encode(hash_hmac('sha256', $signed, $key, true));
    foreach (explode(' ', $headers['webhook-signature']) as $got) {
        if (hash_equals($want, $got)) {
            return true;
        }
    }
    return false;
}`,
  },
  {
    language: "Go",
    code: `// go get github.com/standard-webhooks/standard-webhooks/libraries
import standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

webhook, err := standardwebhooks.NewWebhook(os.Getenv("WEBHOOK_SECRET")) // whsec_…

body, err := io.ReadAll(request.Body)
if err := webhook.Verify(body, request.Header); err != nil {
	// not ours
}`,
  },
  {
    language: "Ruby",
    code: `require "base64"
require "openssl"

def verify(secret, headers, body)
  key = Base64.decode64(secret.delete_prefix("whsec_"))
  id, at = headers["webhook-id"], headers["webhook-timestamp"]
  return false if (Time.now.to_i - at.to_i).abs > 300 # old: somebody plays it again
  want = "v1," + Base64.strict_encode64(OpenSSL::HMAC.digest("SHA256", key, "#{id}.#{at}.#{body}"))
  headers["webhook-signature"].split.any? { |got| OpenSSL.secure_compare(want, got) }
end`,
  },
];

/** The same for the format of the older Node server: the HMAC of the body alone. */
export const legacySnippet = `import { createHmac, timingSafeEqual } from "node:crypto";

// The text that you chose as secret, or after whsec_ the bytes that the base64 stands for.
const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : secret;
const want = createHmac("sha256", key).update(body).digest();
const got = Buffer.from(request.headers["x-webhook-signature"], "hex");
const ours = got.length === want.length && timingSafeEqual(got, want);`;
