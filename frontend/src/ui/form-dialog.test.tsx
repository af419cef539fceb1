import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { Field, Input } from "./field";
import { FormDialog, type Problem } from "./form-dialog";

type Values = { name: string; note: string };

function show(
  onSubmit: (values: Values) => Promise<Problem<Values> | undefined>,
  more: { keeps?: boolean; forgetful?: boolean } = {},
) {
  const onClose = vi.fn();
  render(
    <FormDialog
      open
      onClose={onClose}
      title="Make one"
      action="Make it"
      start={{ name: "", note: "-" }}
      ready={({ name }) => name !== ""}
      onSubmit={onSubmit}
      {...more}
    >
      {({ of, error }) => (
        <Field label="Name" error={error("name")}>
          {(wiring) => <Input {...wiring} {...of("name")} />}
        </Field>
      )}
    </FormDialog>,
  );
  return onClose;
}

const field = () => screen.findByLabelText<HTMLInputElement>("Name");
const button = (name: string) => screen.getByRole<HTMLButtonElement>("button", { name });
const write = async (value: string) => fireEvent.change(await field(), { target: { value } });

describe("a form in a dialog", () => {
  it("is sent once it is ready, and empty afterwards", async () => {
    const onSubmit = vi.fn(async () => undefined);
    show(onSubmit);
    await field();
    expect(button("Make it").disabled).toBe(true);
    await write("Anna");
    fireEvent.click(button("Make it"));
    await waitFor(async () => expect((await field()).value).toBe(""));
    expect(onSubmit).toHaveBeenCalledExactlyOnceWith({ name: "Anna", note: "-" });
  });

  it("says at the field what is wrong, and keeps what was written", async () => {
    show(async () => ({ field: "name", message: "There is one already." }));
    await write("Anna");
    fireEvent.click(button("Make it"));
    expect(await screen.findByText("There is one already.")).toBeTruthy();
    expect((await field()).value).toBe("Anna");
    expect((await field()).getAttribute("aria-invalid")).toBe("true");
  });

  it("keeps what may be sent once more, and forgets what may not be left behind", async () => {
    show(async () => undefined, { keeps: true, forgetful: true });
    await write("Anna");
    fireEvent.click(button("Make it"));
    await waitFor(() => expect(button("Make it").getAttribute("aria-busy")).not.toBe("true"));
    expect((await field()).value).toBe("Anna");
    fireEvent.click(button("Cancel"));
    expect((await field()).value).toBe("");
  });
});
