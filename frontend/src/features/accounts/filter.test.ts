import { expect, it } from "vitest";
import { filterAccounts } from "./filter";

const accounts = [
  { name: "Shop", phoneNumber: "4915112345678", status: "ready" as const },
  { name: "Support", phoneNumber: null, status: "qr_ready" as const },
];
const names = (filter: Parameters<typeof filterAccounts>[1]) =>
  filterAccounts(accounts, filter).map(({ name }) => name);

it("finds accounts by name, by number in any writing, and by state", () => {
  expect(names({})).toEqual(["Shop", "Support"]);
  expect(names({ q: "sup" })).toEqual(["Support"]);
  expect(names({ q: "+49 151-123" })).toEqual(["Shop"]);
  expect(names({ state: "attention" })).toEqual(["Support"]);
  expect(names({ q: "shop", state: "attention" })).toEqual([]);
});
