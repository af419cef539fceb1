/** The first steps, ready to run. */
export const samples = [
  {
    query: `# All accounts with their state. Press the play button, or Ctrl and Enter.
query Accounts {
  accounts {
    id
    name
    status
    errorMessage
    phoneNumber
    queue {
      queued
    }
  }
}
`,
  },
  {
    query: `# This really sends. Take an account's id from the first tab.
mutation Send($accountId: ID!, $to: String!, $text: String!) {
  sendMessage(input: { accountId: $accountId, to: $to, text: $text }) {
    message {
      id
      status
    }
  }
}
`,
    variables: JSON.stringify(
      { accountId: "", to: "+49 151 12345678", text: "Hello from GraphiQL" },
      null,
      2,
    ),
  },
  {
    query: `# Each new message and each change of one, live.
subscription Messages($accountId: ID!) {
  messageChanged(accountId: $accountId) {
    id
    direction
    senderName
    text
    status
    timestamp
  }
}
`,
    variables: JSON.stringify({ accountId: "" }, null, 2),
  },
];
