import { describe, expect, it } from "vitest";
import { accountState } from "./account-state";
import { backoff } from "./connection";
import { failedLogin } from "./session";

describe("backoff", () => {
  it("doubles up to half a minute and stays there", () => {
    expect([0, 1, 2, 5, 50].map((n) => backoff(n, 0))).toEqual([1000, 2000, 4000, 30_000, 30_000]);
  });

  it("takes up to a quarter off, so that tabs do not come back in step", () => {
    expect(backoff(2, 1)).toBe(3000);
  });
});

describe("a refused login", () => {
  it("does not tell what was wrong", () => {
    expect(failedLogin(401, null)).toMatchObject({
      message: "User name or password is not right.",
      retryAfterSeconds: null,
    });
  });

  it("says when to try again", () => {
    expect(failedLogin(429, "75")).toMatchObject({ retryAfterSeconds: 75 });
    expect(failedLogin(429, null)).toMatchObject({ retryAfterSeconds: 60 });
  });
});

describe("the state of an account", () => {
  it("comes with a way out where there is one", () => {
    expect(accountState("ready")).toMatchObject({ word: "Connected", remedy: "none" });
    expect(accountState("disconnected", "qr_timeout")).toMatchObject({ remedy: "new-code" });
    expect(accountState("auth_failed", "logged_out")).toMatchObject({ remedy: "new-code" });
    expect(accountState("error", "banned")).toMatchObject({ word: "Banned", remedy: "none" });
  });

  it("survives a reason of a newer server", () => {
    expect(accountState("disconnected", "moon_phase").word).toBe("Disconnected");
  });
});
