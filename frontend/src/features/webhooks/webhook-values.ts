import type {
  CreateWebhookInput,
  WebhookFiltersInput,
  WebhookFormat,
  WebhookLineFragment,
} from "@/gql/graphql";

export type Header = { key: string; name: string; value: string; kept: boolean };

export type WebhookValues = {
  url: string;
  description: string;
  events: string[];
  chats: string;
  direction: "" | "incoming" | "outgoing";
  types: string;
  groups: "" | "only" | "none";
  text: string;
  headers: Header[];
  ordered: boolean;
  isActive: boolean;
  maxAttempts: string;
  format: WebhookFormat;
};

export const blank: WebhookValues = {
  url: "",
  description: "",
  events: ["message"],
  chats: "",
  direction: "",
  types: "",
  groups: "",
  text: "",
  headers: [],
  ordered: false,
  isActive: true,
  maxAttempts: "8",
  format: "standard",
};

const groupsOf = (groups: boolean | null): WebhookValues["groups"] => {
  if (groups === null) return "";
  return groups ? "only" : "none";
};

export function valuesOf(webhook: WebhookLineFragment): WebhookValues {
  const { filters } = webhook;
  return {
    url: webhook.url,
    description: webhook.description,
    events: [...webhook.events],
    chats: filters.chats.join("\n"),
    direction: filters.direction ?? "",
    types: filters.types.join(", "),
    groups: groupsOf(filters.groups),
    text: filters.text ?? "",
    headers: webhook.headerNames.map((name) => ({ key: name, name, value: "", kept: true })),
    ordered: webhook.ordered,
    isActive: webhook.isActive,
    maxAttempts: String(webhook.maxAttempts),
    format: webhook.format,
  };
}

/** Entries between line ends and commas. */
const entries = (text: string): string[] =>
  text
    .split(/[\n,]/)
    .map((entry) => entry.trim())
    .filter(Boolean);

function filtersOf(values: WebhookValues): WebhookFiltersInput {
  return {
    chats: entries(values.chats),
    types: entries(values.types),
    direction: values.direction || null,
    groups: values.groups === "" ? null : values.groups === "only",
    text: values.text.trim() || null,
  };
}

/** What is sent. A header that is there already and was not written anew keeps its value. */
export function inputOf(values: WebhookValues): Omit<CreateWebhookInput, "accountId"> {
  return {
    url: values.url.trim(),
    description: values.description.trim(),
    events: values.events,
    filters: filtersOf(values),
    headers: values.headers
      .filter(({ name }) => name.trim())
      .map(({ name, value, kept }) => ({
        name: name.trim(),
        value: kept && !value ? null : value,
      })),
    ordered: values.ordered,
    isActive: values.isActive,
    maxAttempts: Number(values.maxAttempts),
    format: values.format,
  };
}

export type Problems = Partial<Record<"url" | "events" | "maxAttempts", string>>;

export function problemsOf(values: WebhookValues): Problems {
  const problems: Problems = {};
  if (!/^https?:\/\/.+/i.test(values.url.trim())) {
    problems.url = "Write an address that begins with https:// or http://.";
  }
  if (values.events.length === 0) problems.events = "Choose at least one kind of event.";
  const attempts = Number(values.maxAttempts);
  if (!Number.isInteger(attempts) || attempts < 1 || attempts > 20) {
    problems.maxAttempts = "Write a number from 1 to 20.";
  }
  return problems;
}
