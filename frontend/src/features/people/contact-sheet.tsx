import { Ban, MessageSquare } from "lucide-react";
import { useState } from "react";
import type { ContactEntryFragment } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { CopyField } from "@/ui/copy";
import { Dialog } from "@/ui/dialog";
import { Failure, Loading, Skeleton } from "@/ui/states";
import { Status } from "@/ui/status";
import { useBlock, useProfile, usePutConsent } from "./contacts-data";
import { nameOf, numberOf } from "./people";
import { told, useOpenChat } from "./people-data";
import { WriteDialog } from "./write-dialog";

type Props = {
  accountId: string;
  /** The number or LID that the address of the page names. */
  address: string;
  /** Null for somebody who is not in the address book. */
  contact: ContactEntryFragment | null;
  /** Undefined while it is not known. */
  blocked: boolean | undefined;
  optedOut: boolean;
  onClose: () => void;
};

function Shown({ accountId, address }: { accountId: string; address: string }) {
  const [{ data, error }, ask] = useProfile(accountId, address);
  if (error && !data) {
    return <Failure {...describe(error)} onRetry={() => ask({ requestPolicy: "network-only" })} />;
  }
  if (!data) {
    return (
      <Loading what="the profile">
        <Skeleton className="h-12" />
      </Loading>
    );
  }
  const { about, business } = data.profile;
  return (
    <>
      {business && <p className="mb-2 text-sm text-muted">A business account</p>}
      <h3 className="text-sm font-medium text-muted">About</h3>
      <p className="break-words whitespace-pre-wrap">{about || "Nothing shown to this account."}</p>
    </>
  );
}

/** What is known of a contact, and what can be done with it. */
export function ContactSheet(props: Props) {
  const { accountId, address, contact, blocked, optedOut, onClose } = props;
  const digits = /^\d+$/.test(address);
  const person = contact ?? (digits ? { phone: address } : { lid: address });
  const name = nameOf(person);
  const [asking, setAsking] = useState(false);
  const [composing, setComposing] = useState(false);
  const [blocking, block] = useBlock();
  const [setting, setConsent] = usePutConsent();
  const { opening, open } = useOpenChat(accountId, () => setComposing(true));

  async function setBlocked(next: boolean) {
    const result = await block({ accountId, contact: address, blocked: next });
    if (told(result, next ? `${name} is blocked.` : `${name} can write again.`)) setAsking(false);
  }

  async function put() {
    const state = optedOut ? "opted_in" : "opted_out";
    const result = await setConsent({ input: { accountId, contact: address, state } });
    told(result, optedOut ? `${name} may be written to.` : `${name} is not written to any more.`);
  }

  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={name}
      description={<span className="tabular">{numberOf(person)}</span>}
      shape="sheet"
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
        <div className="flex items-center gap-3">
          <Avatar name={name} className="size-14 text-lg" />
          <div className="flex flex-wrap gap-1.5">
            {blocked && <Status tone="bad" word="Blocked" />}
            {optedOut && <Status tone="warn" word="Opted out" />}
            {!contact && <Status tone="neutral" word="Not in the address book" />}
          </div>
        </div>
        <div className="flex flex-wrap gap-2">
          <Button
            variant="primary"
            size="sm"
            busy={opening}
            onClick={() => open({ kind: "direct", address, search: address.replace(/@.*/, "") })}
          >
            <MessageSquare aria-hidden="true" />
            Open the conversation
          </Button>
          <Button size="sm" busy={setting.fetching} onClick={put}>
            {optedOut ? "Opt in again" : "Opt out"}
          </Button>
          {blocked ? (
            <Button size="sm" busy={blocking.fetching} onClick={() => setBlocked(false)}>
              Unblock
            </Button>
          ) : (
            <Button
              size="sm"
              variant="danger"
              disabled={blocked === undefined}
              onClick={() => setAsking(true)}
            >
              <Ban aria-hidden="true" />
              Block …
            </Button>
          )}
        </div>
        <section aria-label="Profile">
          <Shown accountId={accountId} address={address} />
        </section>
        {contact && (
          <dl className="grid gap-3">
            {[
              ["In the phone's address book", contact.fullName],
              ["Calls themselves", contact.pushName],
              ["Verified business name", contact.businessName],
            ]
              .filter(([, text]) => text)
              .map(([term, text]) => (
                <div key={term}>
                  <dt className="text-sm text-muted">{term}</dt>
                  <dd className="break-words">{text}</dd>
                </div>
              ))}
          </dl>
        )}
        <div className="grid gap-1.5">
          <h3 className="text-sm text-muted">Address for the API</h3>
          <CopyField text={address} what="address" />
        </div>
      </div>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={`Block ${name}?`}
        description="They can neither write to the account nor call it, and do not see when it is online. WhatsApp does not tell them."
        confirm="Block"
        danger
        busy={blocking.fetching}
        onConfirm={() => setBlocked(true)}
      />
      <WriteDialog
        accountId={accountId}
        to={address}
        title={`Write to ${name}`}
        description="There is no conversation yet. It begins with this text."
        action="Send"
        open={composing}
        onClose={() => setComposing(false)}
      />
    </Dialog>
  );
}
