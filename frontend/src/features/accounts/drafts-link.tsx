import { Link } from "@tanstack/react-router";
import { integer } from "@/lib/format";

type Props = { account: { id: string; pendingDrafts: number } };

/** What the AI has written and nobody has approved yet, where there is any. */
export function DraftsLink({ account: { id, pendingDrafts: count } }: Props) {
  if (count === 0) return null;
  return (
    <Link
      to="/accounts/$id"
      params={{ id }}
      search={{ tab: "ai", part: "drafts" }}
      className="relative inline-flex min-h-6 items-center rounded-full bg-warn-soft px-2.5 text-sm font-medium text-warn tabular hover:underline"
    >
      {integer(count)} {count === 1 ? "draft" : "drafts"} to approve
    </Link>
  );
}
