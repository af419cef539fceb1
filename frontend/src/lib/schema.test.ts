import { describe, expect, it } from "vitest";
import { fieldsOf, schema, typeNames, typeOf } from "./schema";

const any = { kind: "SCALAR", name: "Any" };

describe("the schema of the cache", () => {
  it("knows which fields may be null, and of lists whether what is in them may", () => {
    expect(typeOf("")).toEqual(any);
    const list = { kind: "LIST", ofType: { kind: "NON_NULL", ofType: any } };
    expect(typeOf("!*!")).toEqual({ kind: "NON_NULL", ofType: list });
    expect(fieldsOf("id! brake")).toEqual([
      { name: "id", type: { kind: "NON_NULL", ofType: any }, args: [] },
      { name: "brake", type: any, args: [] },
    ]);
  });

  it("has the types and fields that pages ask for", () => {
    const account = schema.__schema.types.find(({ name }) => name === "Account");
    const type = (name: string) => account?.fields.find((field) => field.name === name)?.type.kind;
    expect(type("id")).toBe("NON_NULL");
    expect(type("brake")).toBe("SCALAR");
    expect(typeNames).toContain("Query");
    expect(typeNames).not.toContain("AiConfigInput");
  });
});
