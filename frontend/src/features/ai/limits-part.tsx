import { Check } from "@/ui/check";
import { Count, type FormProps, Lines, Section } from "./controls";

/** How fast and how much is answered, and what waits for a person. */
export function LimitsPart(form: FormProps) {
  const { values, change } = form;
  return (
    <>
      <Section title="People first">
        <Check
          checked={values.drafts}
          onChange={(drafts) => change({ drafts })}
          label="Answers wait for a person to approve them"
          hint="They stand under Drafts and in the conversation, to approve, edit or discard."
        />
        <Count
          {...form}
          name="takeoverMinutes"
          label="Leave a chat to a person for (minutes)"
          hint="After a person wrote in it. 0 goes on at once."
          className="sm:max-w-72"
        />
      </Section>
      <Section title="Pace">
        <div className="grid gap-4 sm:grid-cols-2">
          <Count
            {...form}
            name="debounceSeconds"
            field="debounceMs"
            label="Wait for further messages (s)"
            hint="Several messages in a row get one answer."
          />
          <Count
            {...form}
            name="maxRepliesPerHour"
            label="Answers per contact and hour"
            hint="More than this look like two bots writing to each other: answers pause there for an hour."
          />
        </div>
      </Section>
      <Section title="Budget per day" description="0 is without limit. A day is one in UTC.">
        <div className="grid gap-4 sm:grid-cols-2">
          <Count
            {...form}
            name="repliesPerDay"
            field="budget.repliesPerDay"
            label="Answers, in all"
          />
          <Count {...form} name="tokensPerDay" field="budget.tokensPerDay" label="Tokens, in all" />
          <Count
            {...form}
            name="repliesPerContact"
            field="budget.repliesPerContact"
            label="Answers per contact"
          />
          <Count
            {...form}
            name="tokensPerContact"
            field="budget.tokensPerContact"
            label="Tokens per contact"
          />
          <Lines
            {...form}
            name="budgetText"
            field="budget.text"
            label="What a contact is told when it is used up"
            hint="Once a day. Empty is silence."
            rows={2}
            className="sm:col-span-2"
          />
        </div>
      </Section>
    </>
  );
}
