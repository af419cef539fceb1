import { createFileRoute } from "@tanstack/react-router";
import { MessagesSquare } from "lucide-react";
import { Empty } from "@/ui/states";

export const Route = createFileRoute("/_app/inbox/$accountId/")({ component: NoChat });

function NoChat() {
  return (
    <div className="grid flex-1 place-content-center bg-wallpaper">
      <Empty icon={<MessagesSquare />} title="Choose a conversation">
        Or press <kbd className="font-mono">n</kbd> to write to a number.
      </Empty>
    </div>
  );
}
