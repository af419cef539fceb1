import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import type { FirstSteps } from "./progress";

type StepProps = {
  number: number;
  done: boolean;
  current: boolean;
  title: string;
  text: string;
  action: ReactNode;
};

function Step({ number, done, current, title, text, action }: StepProps) {
  return (
    <li className="flex gap-4 p-5" aria-current={current ? "step" : undefined}>
      <span
        className={clsx(
          "grid size-9 shrink-0 place-content-center rounded-full font-semibold",
          done ? "bg-accent text-on-accent" : "border-2 border-control text-muted",
          current && "border-accent text-accent-ink",
        )}
      >
        {done ? <Check className="size-5" aria-hidden="true" /> : number}
      </span>
      <div className="min-w-0 flex-1">
        <h2 className={clsx("font-semibold", !done && !current && "text-muted")}>
          {title}
          {done && <span className="sr-only"> – done</span>}
        </h2>
        <p className="text-muted">{text}</p>
        {current && <div className="mt-3">{action}</div>}
      </div>
    </li>
  );
}

type Props = { steps: FirstSteps; accountId: string | undefined };

/** The way from nothing to a message sent. Each step ticks by itself. */
export function Checklist({ steps, accountId }: Props) {
  const current = !steps.added ? 1 : !steps.linked ? 2 : 3;
  return (
    <Card>
      <ol className="divide-y divide-line">
        <Step
          number={1}
          done={steps.added}
          current={current === 1}
          title="Add an account"
          text="An account is one WhatsApp number with an API key of its own."
          action={
            <Button asChild variant="primary">
              <Link to="/accounts/new" data-shortcut="new">
                Add account
              </Link>
            </Button>
          }
        />
        <Step
          number={2}
          done={steps.linked}
          current={current === 2}
          title="Scan the code"
          text="Link the phone as you would link WhatsApp Web."
          action={
            accountId && (
              <Button asChild variant="primary">
                <Link to="/accounts/$id/pair" params={{ id: accountId }}>
                  Show the code
                </Link>
              </Button>
            )
          }
        />
        <Step
          number={3}
          done={steps.sent}
          current={current === 3}
          title="Send a first message"
          text="Write to your own number: nobody is disturbed, and you see the ticks arrive."
          action={
            accountId && (
              <Button asChild variant="primary">
                <Link to="/inbox/$accountId" params={{ accountId }} search={{ compose: true }}>
                  Write a message
                </Link>
              </Button>
            )
          }
        />
      </ol>
    </Card>
  );
}
