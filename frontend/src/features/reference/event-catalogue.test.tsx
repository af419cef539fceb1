import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { EventCatalogue, type EventKind } from "./event-catalogue";

const kind: EventKind = {
  type: "connection",
  description: "An account connected.",
  schema: {
    type: "object",
    properties: { type: { const: "connection" }, data: { $ref: "#/$defs/Connection" } },
    $defs: {
      Connection: {
        type: "object",
        properties: { status: { type: "string", description: "The new status." } },
      },
    },
  },
  sample: { type: "connection", data: { status: "ready" } },
};

it("shows a kind's fields, also those that its schema refers to, and its sample", () => {
  render(<EventCatalogue kinds={[kind]} />);
  expect(screen.getByRole("heading", { name: "connection" }).textContent).toBe("connection");
  expect(screen.queryAllByText("The new status.")).toHaveLength(0);
  const fields = screen.getByText("Fields").closest("details");
  if (!fields) throw new Error("there are no fields to open");
  fields.open = true;
  fireEvent(fields, new Event("toggle"));
  expect(screen.getAllByText("The new status.")).toHaveLength(1);
  expect(screen.getByText(/"status": "ready"/).textContent).toContain("connection");
});
