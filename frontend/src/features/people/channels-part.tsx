import { Megaphone, Plus, SquarePen } from "lucide-react";
import { useState } from "react";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Empty, Failure } from "@/ui/states";
import { Status } from "@/ui/status";
import { toast } from "@/ui/toast";
import { ChannelSheet } from "./channel-sheet";
import { roleWords, useChannels, useFollow } from "./channels-data";
import { FilteredList, ListSkeleton, Row, SearchField } from "./list";
import { OneFieldDialog } from "./one-field-dialog";
import { matches, plural } from "./people";
import type { PartProps } from "./people-panel";
import { WriteDialog } from "./write-dialog";

/** The channels that the account follows or owns, and its status posts. */
export function ChannelsPart({ accountId, item, query = "", onView }: PartProps) {
  const { channels, error, refetch } = useChannels(accountId);
  const [following, setFollowing] = useState(false);
  const [posting, setPosting] = useState(false);
  const [, follow] = useFollow();
  const open = item ? channels?.find(({ id }) => id === item) : undefined;

  async function followLink(id: string) {
    const result = await follow({ accountId, id });
    if (result.error) return result.error;
    setFollowing(false);
    toast("Followed. What it posts from now on comes here.");
  }

  const followButton = (
    <Button size="sm" variant="primary" onClick={() => setFollowing(true)}>
      <Plus aria-hidden="true" />
      Follow a channel
    </Button>
  );
  return (
    <Card>
      <CardHeader
        title="Channels"
        description="What they post comes as messages, apart from the conversations."
        action={
          <div className="flex flex-wrap gap-2">
            <Button size="sm" onClick={() => setPosting(true)}>
              <SquarePen aria-hidden="true" />
              Post a status
            </Button>
            {followButton}
          </div>
        }
      />
      {channels && channels.length > 0 && (
        <SearchField
          label="Search channels"
          value={query}
          onChange={(next) => onView({ query: next })}
        />
      )}
      <div className="border-t border-line">
        {!channels ? (
          error ? (
            <Failure {...describe(error)} onRetry={refetch} />
          ) : (
            <ListSkeleton what="the channels" />
          )
        ) : channels.length === 0 ? (
          <Empty icon={<Megaphone />} title="No channels yet">
            A channel speaks to all who follow it. Follow one by its link, or make your own on the
            phone: it then stands here and you post to it.
          </Empty>
        ) : (
          <FilteredList
            label="Channels"
            all={channels}
            query={query}
            onClear={() => onView({ query: "" })}
            fits={({ name, description }) => matches(query, [name, description])}
            row={(channel) => (
              <Row
                key={channel.id}
                id={channel.id}
                name={channel.name}
                line={plural(channel.followers, "follower", "followers")}
                state={
                  channel.role !== "follower" && (
                    <Status tone="neutral" word={roleWords[channel.role]} />
                  )
                }
              />
            )}
          />
        )}
      </div>
      {open && (
        <ChannelSheet
          key={open.id}
          accountId={accountId}
          channel={open}
          onClose={() => onView({ item: undefined })}
        />
      )}
      <OneFieldDialog
        title="Follow a channel"
        description="What it has posted before does not come."
        label="Link"
        placeholder="https://whatsapp.com/channel/…"
        action="Follow"
        open={following}
        onClose={() => setFollowing(false)}
        onSubmit={followLink}
      />
      <WriteDialog
        accountId={accountId}
        to="status@broadcast"
        title="Post a status"
        description="Contacts who may see the account's status see it for 24 hours."
        action="Post"
        open={posting}
        onClose={() => setPosting(false)}
      />
    </Card>
  );
}
