import { MessagesSquare } from "lucide-react";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/states";
import type { Show } from "./inbox-data";

type Props = {
  search: string;
  show: Show;
  onNew: () => void;
  onClear: () => void;
  onAll: () => void;
};

/** Why there is no conversation in the list, and what to do about it. */
export function ChatListEmpty({ search, show, onNew, onClear, onAll }: Props) {
  if (search) {
    return (
      <div className="flex flex-wrap items-center justify-between gap-2 py-2 ps-4 pe-3 text-sm text-muted">
        <p>No conversation has this name.</p>
        <Button size="sm" aria-label="Clear the search" onClick={onClear}>
          Clear
        </Button>
      </div>
    );
  }
  if (show) {
    return (
      <Empty
        icon={<MessagesSquare />}
        title={show === "unread" ? "Everything is read" : "Nothing is archived"}
        action={<Button onClick={onAll}>Show all</Button>}
      />
    );
  }
  return (
    <Empty
      icon={<MessagesSquare />}
      title="No conversations yet"
      action={
        <Button variant="primary" onClick={onNew}>
          Write to a number
        </Button>
      }
    >
      Messages appear here as they come in.
    </Empty>
  );
}
