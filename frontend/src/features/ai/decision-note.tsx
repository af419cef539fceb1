import type { TestAiConfigMutation } from "@/gql/graphql";
import { Notice } from "@/ui/notice";

export type Decision = TestAiConfigMutation["testAiConfig"]["decision"];

type Props = {
  decision: Decision;
  /** When it would have been: now, or when the question came. */
  when: "now" | "then";
};

/** Why a contact would not get the model's answer, and what instead. */
export function DecisionNote({ decision, when }: Props) {
  if (decision.answers) return null;
  const { text, notice } = decision;
  return (
    <Notice
      tone="warn"
      title={
        when === "now"
          ? "Live, the model would not be asked."
          : "The model would not have been asked."
      }
    >
      <p>{text}</p>
      <p>
        {notice ? (
          <>
            The contact would be told: <span className="whitespace-pre-wrap">“{notice}”</span>
          </>
        ) : (
          "The contact would be told nothing."
        )}
      </p>
    </Notice>
  );
}
