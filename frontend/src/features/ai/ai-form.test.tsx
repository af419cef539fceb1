import { fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, it } from "vitest";
import type { AiValues } from "./ai-values";
import { HoursEditor } from "./hours-editor";
import { PromptEditor } from "./prompt-editor";
import { TraceView } from "./trace-view";
import type { Trace } from "./words";

type Some = Pick<AiValues, "systemPrompt" | "timeZone" | "hours" | "outOfHoursText">;

function Form({ start }: { start: Some }) {
  const [values, setValues] = useState(start as AiValues);
  const form = {
    values,
    problems: {},
    change: (next: Partial<AiValues>) => setValues((before) => ({ ...before, ...next })),
  };
  return (
    <>
      <PromptEditor accountName="Shop" {...form} />
      <HoursEditor {...form} />
    </>
  );
}

const start: Some = { systemPrompt: "Hello ", timeZone: "UTC", hours: [], outOfHoursText: "" };

describe("the form", () => {
  it("puts a variable into the prompt and shows what becomes of it", () => {
    render(<Form start={start} />);
    const prompt = screen.getByLabelText<HTMLTextAreaElement>("Prompt");
    prompt.setSelectionRange(6, 6);
    fireEvent.click(screen.getByRole("button", { name: "Account's name" }));
    expect(prompt.value).toBe("Hello {{account_name}}");
    expect(screen.getByTestId("prompt-preview").textContent).toBe("Hello Shop");
  });

  it("sets hours day by day", () => {
    render(<Form start={start} />);
    fireEvent.click(screen.getByRole("button", { name: "Set hours" }));
    expect(screen.getByText("Mon–Fri 09:00–17:00")).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "Remove Friday, 09:00 to 17:00" }));
    fireEvent.change(screen.getByLabelText("Monday, to, 1"), { target: { value: "00:00" } });
    expect(screen.getByText("Mon 09:00–24:00; Tue–Thu 09:00–17:00")).toBeTruthy();
  });
});

describe("a trace", () => {
  it("tells which provider failed and which answered", () => {
    const attempt = { model: "m", error: null, tokensIn: 1, tokensOut: 2, durationMs: 3 };
    const trace = {
      attempts: [
        { ...attempt, provider: "openai", failure: "rate_limited", error: "Too many requests." },
        { ...attempt, provider: "groq", failure: null },
      ],
      toolCalls: [],
      turns: [],
      knowledge: [],
      system: "",
      durationMs: 1500,
      tokensIn: 1,
      tokensOut: 2,
    } as unknown as Trace;
    render(<TraceView trace={trace} />);
    expect(screen.getByText("2 questions to models")).toBeTruthy();
    expect(screen.getByText("rate limited")).toBeTruthy();
    expect(screen.getByText("Too many requests.")).toBeTruthy();
    expect(screen.getByText("Groq")).toBeTruthy();
  });
});
