import type { AiSettingsFragment } from "@/gql/graphql";
import { Field, Select } from "@/ui/field";
import { type FormProps, Lines, Section } from "./controls";
import { HoursEditor } from "./hours-editor";

/** Whose messages are answered, and when. */
export function WhoPart(form: FormProps) {
  const { values, change } = form;
  return (
    <>
      <Section
        title="Who gets answers"
        description="Contacts who opted out never do, whatever is set here."
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="In direct chats">
            {(wiring) => (
              <Select
                {...wiring}
                value={values.audience}
                onChange={(event) =>
                  change({ audience: event.target.value as AiSettingsFragment["audience"] })
                }
              >
                <option value="everyone">Everyone who writes</option>
                <option value="known">Only contacts you have written to</option>
                <option value="new">Only contacts you have not written to</option>
              </Select>
            )}
          </Field>
          <Field label="In groups">
            {(wiring) => (
              <Select
                {...wiring}
                value={values.groups}
                onChange={(event) =>
                  change({ groups: event.target.value as AiSettingsFragment["groups"] })
                }
              >
                <option value="off">Never</option>
                <option value="mentioned">When it is mentioned or replied to</option>
              </Select>
            )}
          </Field>
          <Lines
            {...form}
            name="allow"
            label="Only these numbers"
            hint="With country code, one a line. Empty: all."
          />
          <Lines
            {...form}
            name="block"
            label="Never these numbers"
            hint="With country code, one a line."
          />
        </div>
      </Section>
      <Section title="Words of contacts" description="One word or phrase a line.">
        <div className="grid gap-4 sm:grid-cols-2">
          <Lines
            {...form}
            name="stopWords"
            label="Stops the answers"
            hint="A contact whose whole message is one of these gets no answers any more."
            placeholder="no bot"
          />
          <Lines
            {...form}
            name="startWords"
            label="Starts them again"
            hint="A contact whose whole message is one of these gets answers again after a stop word."
            placeholder="bot"
          />
          <Lines
            {...form}
            name="handOverPhrases"
            label="Hands over to a person"
            hint="A message with one of these. Empty: the built-in list of many languages."
            placeholder="talk to a human"
          />
          <Lines
            {...form}
            name="handOverText"
            label="What the contact is told then"
            hint="Empty is silence."
            placeholder="A colleague will answer you soon."
          />
        </div>
      </Section>
      <Section title="Hours">
        <HoursEditor {...form} />
      </Section>
    </>
  );
}
