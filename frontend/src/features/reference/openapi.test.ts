import { describe, expect, it } from "vitest";
import { curl, groups, type OpenApi, search, typeWords } from "./openapi";

const api: OpenApi = {
  info: { title: "Test", version: "1" },
  tags: [{ name: "Messages" }, { name: "Empty" }],
  paths: {
    "/api/send": {
      post: {
        tags: ["Messages"],
        operationId: "send",
        summary: "Send a text",
        requestBody: {
          content: { "application/json": { schema: { $ref: "#/components/schemas/Send" } } },
        },
      },
    },
    "/ping": { get: { summary: "Ping", security: [] } },
  } as unknown as OpenApi["paths"],
  components: {
    schemas: {
      Send: {
        type: "object",
        required: ["number", "message"],
        properties: {
          number: { type: "string", example: "49151" },
          message: { type: "string", example: "It's here" },
          replies: { type: "array", items: { $ref: "#/components/schemas/Send" } },
        },
      },
    },
  },
};

const endpoint = (id: string) => {
  const found = groups(api)
    .flatMap((group) => group.endpoints)
    .find((one) => one.id === id);
  if (!found) throw new Error(`no ${id}`);
  return found;
};

describe("the API reference", () => {
  it("groups endpoints by tag and leaves out empty groups", () => {
    expect(groups(api).map(({ name }) => name)).toEqual(["Messages", "Other"]);
  });

  it("finds by words anywhere in an endpoint", () => {
    expect(search(groups(api), "post text")).toHaveLength(1);
    expect(search(groups(api), "nothing")).toHaveLength(0);
  });

  it("writes a call with the required fields, quoted for a shell", () => {
    const call = curl(api, endpoint("send"), "http://localhost");
    expect(call).toContain(`{"number":"49151","message":"It'\\''s here"}`);
    expect(call).toContain("X-API-Key: $WA_API_KEY");
  });

  it("asks for no key where none is needed", () => {
    expect(curl(api, endpoint("get--ping"), "http://localhost")).toBe(
      "curl 'http://localhost/ping'",
    );
  });

  it("tells types in words, also of a schema that contains itself", () => {
    expect(typeWords(api, { $ref: "#/components/schemas/Send" })).toBe("Send");
    expect(typeWords(api, { type: ["string", "null"], format: "date-time" })).toBe(
      "string (date-time) or null",
    );
  });
});
