import { render, screen } from "@testing-library/react";
import { encode } from "uqr";
import { describe, expect, it } from "vitest";
import { announcement, codeLifetime, pairingStep } from "./pairing-state";
import { QrCode } from "./qr-code";
import { qrPath } from "./qr-path";

const text = `2@${"AbC+/1".repeat(30)},key,identity,secret`;

describe("the QR path", () => {
  it("draws each dark module once, with a quiet zone around", () => {
    const { size, path } = qrPath(text);
    const { data } = encode(text, { ecc: "L", border: 4 });
    const drawn = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
    for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
      for (let i = 0; i < Number(width); i++) {
        const row = drawn[Number(y)] ?? [];
        expect(row[Number(x) + i]).toBe(false);
        row[Number(x) + i] = true;
      }
    }
    expect(drawn).toEqual(data.map((row) => row.map(Boolean)));
    expect(drawn.slice(0, 4).flat().some(Boolean)).toBe(false);
  });

  it("is black on white whatever the theme", () => {
    render(<QrCode code={text} />);
    const code = screen.getByRole("img", { name: /QR code/ });
    expect(code.getAttribute("class")).toContain("bg-white");
    expect(code.querySelector("path")?.getAttribute("fill")).toBe("#000");
  });
});

describe("the step of pairing", () => {
  it.each([
    ["initializing", null, false, false, "preparing"],
    ["qr_ready", null, true, true, "scan"],
    ["initializing", null, false, true, "finishing"],
    ["disconnected", "connection_lost", false, true, "finishing"],
    ["ready", null, false, true, "connected"],
    ["disconnected", "qr_timeout", false, true, "expired"],
    ["error", "client_outdated", false, false, "refused"],
    ["auth_failed", "logged_out", false, false, "refused"],
  ] as const)(
    "%s (%s) with code %s, seen before %s: %s",
    (status, reason, hasCode, sawCode, step) => {
      expect(pairingStep({ status, reason, hasCode, sawCode })).toBe(step);
    },
  );

  it("keeps WhatsApp's clock", () => {
    expect([1, 2, 6].map(codeLifetime)).toEqual([60, 20, 20]);
  });

  it("speaks at 30 and 10 seconds only", () => {
    expect(announcement("scan", 30)).toContain("30 seconds");
    expect(announcement("scan", 29)).toBe(announcement("scan", 12));
  });
});
