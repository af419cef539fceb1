import { describe, expect, it } from "vitest";
import { candidate, complete, firstSteps } from "./progress";

const account = (id: string, status: "ready" | "qr_ready", more: object = {}) => ({
  id,
  status,
  phoneNumber: null,
  lastActiveAt: null,
  ...more,
});

describe("the first steps", () => {
  it("tick one after the other", () => {
    expect(firstSteps([], false)).toEqual({ added: false, linked: false, sent: false });
    expect(firstSteps([account("1", "qr_ready")], false)).toMatchObject({ added: true });
    const linked = firstSteps([account("1", "ready")], false);
    expect(linked).toEqual({ added: true, linked: true, sent: false });
    expect(complete(firstSteps([account("1", "ready")], true))).toBe(true);
  });

  it("do not come back with a second account", () => {
    const used = account("1", "ready", { lastActiveAt: "2026-01-01T00:00:00Z" });
    const accounts = [account("2", "ready"), used];
    expect(candidate(accounts)?.id).toBe("2");
    expect(complete(firstSteps(accounts, false))).toBe(true);
  });
});
