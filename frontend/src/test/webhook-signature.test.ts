import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
// What the server signs; its own tests keep the file true.
import deliveries from "../../../internal/webhook/testdata/deliveries.json";

type Delivery = (typeof deliveries)[number];

const headers = (d: Delivery) => ({
  "webhook-id": d.id,
  "webhook-timestamp": String(d.timestamp),
  "webhook-signature": d.signature,
});

describe.each(deliveries)("the npm verifier and $body.length bytes", (d) => {
  beforeEach(() => void vi.useFakeTimers({ now: d.timestamp * 1000 + 3000 }));
  afterEach(() => void vi.useRealTimers());
  const webhook = new Webhook(d.secret);

  it("accepts the delivery", () => {
    expect(webhook.verify(d.body, headers(d))).toEqual(JSON.parse(d.body));
  });
  it("rejects an altered body", () => {
    expect(() => webhook.verify(`${d.body} `, headers(d))).toThrow(/signature/i);
  });
  it("rejects another id", () => {
    expect(() => webhook.verify(d.body, { ...headers(d), "webhook-id": "other" })).toThrow(
      /signature/i,
    );
  });
  it("rejects an old timestamp", () => {
    vi.setSystemTime((d.timestamp + 301) * 1000);
    expect(() => webhook.verify(d.body, headers(d))).toThrow(/timestamp/i);
  });
  it("rejects a wrong secret", () => {
    const other = new Webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    expect(() => other.verify(d.body, headers(d))).toThrow(/signature/i);
  });
});
