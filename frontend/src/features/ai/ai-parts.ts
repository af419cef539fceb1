// Apart from the panel: the address of the page is checked before the page is loaded.

export const aiParts = [
  "answers",
  "who",
  "limits",
  "playground",
  "drafts",
  "tools",
  "knowledge",
  "log",
] as const;

export type AiPart = (typeof aiParts)[number];

export const partLabels: Record<AiPart, string> = {
  answers: "Answers",
  who: "Who & when",
  limits: "Limits",
  playground: "Playground",
  drafts: "Drafts",
  tools: "Tools",
  knowledge: "Knowledge",
  log: "Log & cost",
};
