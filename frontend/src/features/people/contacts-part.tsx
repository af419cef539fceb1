import { ContactRound, Phone } from "lucide-react";
import { useState } from "react";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Empty, Failure } from "@/ui/states";
import { Status } from "@/ui/status";
import { CheckNumbers } from "./check-numbers";
import { ContactSheet } from "./contact-sheet";
import { useBlocked, useContacts, useOptedOut } from "./contacts-data";
import { FilteredList, ListSkeleton, Row, SearchField } from "./list";
import { addressOf, isSame, matches, nameOf, numberOf, type Person } from "./people";
import type { PartProps } from "./people-panel";

/** The phone's address book and who has written. */
export function ContactsPart({ accountId, item, query = "", onView }: PartProps) {
  const { contacts, error, refetch } = useContacts(accountId);
  const { blocked } = useBlocked(accountId);
  const optedOut = useOptedOut(accountId);
  const [checking, setChecking] = useState(false);

  const isOut = ({ phone, lid }: Person) =>
    Boolean((phone && optedOut.has(phone)) || (lid && optedOut.has(lid)));
  const isBlocked = (person: Person) => blocked?.some((one) => isSame(one, person));

  const digits = item && /^\d+$/.test(item);
  const named: Person = digits ? { phone: item } : { lid: item ?? null };
  const open = contacts?.find((one) => isSame(one, named)) ?? null;

  return (
    <Card>
      <CardHeader
        title="Contacts"
        description="The phone's address book, and everybody who has written."
        action={
          <Button size="sm" onClick={() => setChecking(true)}>
            <Phone aria-hidden="true" />
            Check numbers
          </Button>
        }
      />
      {contacts && contacts.length > 0 && (
        <SearchField
          label="Search names and numbers"
          value={query}
          onChange={(next) => onView({ query: next })}
        />
      )}
      <div className="border-t border-line">
        {!contacts ? (
          error ? (
            <Failure {...describe(error)} onRetry={refetch} />
          ) : (
            <ListSkeleton what="the contacts" />
          )
        ) : contacts.length === 0 ? (
          <Empty icon={<ContactRound />} title="No contacts yet">
            The phone's address book comes here when the account is linked, and everybody who
            writes.
          </Empty>
        ) : (
          <FilteredList
            label="Contacts"
            all={contacts}
            query={query}
            onClear={() => onView({ query: "" })}
            fits={({ phone, name, fullName, pushName, businessName }) =>
              matches(query, [name, fullName, pushName, businessName, phone])
            }
            row={(contact) => (
              <Row
                key={addressOf(contact)}
                id={addressOf(contact)}
                name={nameOf(contact)}
                line={numberOf(contact)}
                state={
                  <>
                    {isBlocked(contact) && <Status tone="bad" word="Blocked" />}
                    {isOut(contact) && <Status tone="warn" word="Opted out" />}
                  </>
                }
              />
            )}
          />
        )}
      </div>
      {item && contacts && (
        <ContactSheet
          key={item}
          accountId={accountId}
          address={item}
          contact={open}
          blocked={blocked && Boolean(isBlocked(open ?? named))}
          optedOut={isOut(open ?? named)}
          onClose={() => onView({ item: undefined })}
        />
      )}
      <CheckNumbers
        accountId={accountId}
        open={checking}
        onClose={() => setChecking(false)}
        onOpen={(contact) => {
          setChecking(false);
          onView({ item: contact });
        }}
      />
    </Card>
  );
}
