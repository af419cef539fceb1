import { expect, it } from "vitest";
import { excerpt } from "./excerpt";

it("shows a short text whole", () => {
  expect(excerpt("Wo ist\ndas Café?", "cafe")).toBe("Wo ist das Café?");
});

it("begins a long one shortly before the word", () => {
  const text = "We have been open since eight in the morning, and the Café is on the left.";
  expect(excerpt(text, "CAFE left")).toBe("… morning, and the Café is on the left.");
});

it("shows it from the start when the word is elsewhere", () => {
  expect(excerpt("The price list", "tea")).toBe("The price list");
});
