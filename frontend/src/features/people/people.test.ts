import { expect, it } from "vitest";
import { addressOf, isSame, listOf, matches, nameOf, plural } from "./people";

it("names people by what is known of them", () => {
  expect(nameOf({ phone: "4915112345678", name: "Ada" })).toBe("Ada");
  expect(nameOf({ phone: "4915112345678" })).toBe("+49 151 123 456 78");
  expect(nameOf({ lid: "1234@lid" })).toBe("Hidden number");
  expect(addressOf({ phone: null, lid: "1234@lid" })).toBe("1234@lid");
  expect(addressOf({ phone: "49151", lid: "1234@lid" })).toBe("49151");
});

it("knows somebody again by number or LID", () => {
  expect(isSame({ phone: "49151", lid: null }, { phone: "49151", lid: "1@lid" })).toBe(true);
  expect(isSame({ lid: "1@lid" }, { phone: "49151", lid: "1@lid" })).toBe(true);
  expect(isSame({ phone: null, lid: null }, { phone: null, lid: null })).toBe(false);
});

it("finds by words in any order, and by a number as people write it", () => {
  const texts = ["Ada Lovelace", "4915112345678", null];
  expect(matches("love ada", texts)).toBe(true);
  expect(matches("+49 151 123", texts)).toBe(true);
  expect(matches("ada grace", texts)).toBe(false);
  expect(matches("", texts)).toBe(true);
});

it("reads a list of numbers", () => {
  expect(listOf("+49 151 12345678\n4915112345678, 1@lid;; x")).toEqual([
    "4915112345678",
    "1@lid",
    "x",
  ]);
});

it("counts in words", () => {
  expect(plural(1, "member", "members")).toBe("1 member");
  expect(plural(2, "member", "members")).toBe("2 members");
});
