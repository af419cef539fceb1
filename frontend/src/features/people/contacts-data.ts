import { useEffect } from "react";
import { createRequest, useClient, useMutation, useQuery } from "urql";
import { graphql, readFragment } from "@/gql";
import { useLiveQuery } from "@/lib/use-live-query";
import { useRenewing } from "./people-data";

export const ContactEntry = graphql(`
  fragment ContactEntry on Contact {
    phone
    lid
    name
    fullName
    pushName
    businessName
  }
`);

const Contacts = graphql(`
  query Contacts($accountId: ID!) {
    contacts(accountId: $accountId) {
      ...ContactEntry
    }
  }
`);

export function useContacts(accountId: string) {
  const [result, refetch] = useLiveQuery({ query: Contacts, variables: { accountId } });
  const contacts = result.data && readFragment(ContactEntry, result.data.contacts);
  return { contacts, error: result.error, refetch };
}

const Blocked = graphql(`
  query Blocked($accountId: ID!) {
    blockedContacts(accountId: $accountId) {
      phone
      lid
      name
    }
  }
`);

export function useBlocked(accountId: string) {
  const [result] = useLiveQuery({ query: Blocked, variables: { accountId } });
  return { blocked: result.data?.blockedContacts, error: result.error };
}

const OptedOut = graphql(`
  query OptedOut($accountId: ID!, $after: String) {
    consents(accountId: $accountId, first: 100, after: $after, state: opted_out) {
      nodes {
        id
        jid
        phoneNumber
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

/** The addresses of everybody who has opted out, asked for page after page. */
export function useOptedOut(accountId: string): ReadonlySet<string> {
  const client = useClient();
  const [result, , reread] = useLiveQuery({ query: OptedOut, variables: { accountId } });
  const page = result.data?.consents;
  const after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  useEffect(() => {
    if (!after) return;
    let gone = false;
    void client
      .query(OptedOut, { accountId, after }, { requestPolicy: "network-only" })
      .toPromise()
      .then(({ error }) => {
        if (!gone && !error) reread();
      });
    return () => {
      gone = true;
    };
  }, [client, accountId, after, reread]);
  return new Set(
    page?.nodes.flatMap(({ jid, phoneNumber }) => (phoneNumber ? [jid, phoneNumber] : [jid])),
  );
}

const PutConsent = graphql(`
  mutation PutConsent($input: SetConsentInput!) {
    setConsent(input: $input) {
      consent {
        id
        state
      }
    }
  }
`);

export const usePutConsent = () => useMutation(PutConsent);

const ContactProfile = graphql(`
  query ContactProfile($accountId: ID!, $contact: String!) {
    profile(accountId: $accountId, contact: $contact) {
      phone
      lid
      name
      about
      business
    }
  }
`);

export const useProfile = (accountId: string, contact: string) =>
  useQuery({ query: ContactProfile, variables: { accountId, contact } });

const BlockContact = graphql(`
  mutation BlockContact($accountId: ID!, $contact: String!, $blocked: Boolean!) {
    blockContact(accountId: $accountId, contact: $contact, blocked: $blocked) {
      phone
      lid
      name
    }
  }
`);

export const useBlock = () =>
  useRenewing(BlockContact, ({ accountId }) => [createRequest(Blocked, { accountId })]);

const CheckNumbers = graphql(`
  mutation CheckNumbers($accountId: ID!, $numbers: [String!]!) {
    checkNumbers(accountId: $accountId, numbers: $numbers) {
      number
      onWhatsApp
      contact {
        phone
        lid
        name
      }
    }
  }
`);

export const useCheckNumbers = () => useMutation(CheckNumbers);
