import { graphql } from "@/gql";

export const TokensQuery = graphql(`
  query SettingsTokens {
    apiTokens {
      id
      name
      prefix
      createdAt
      lastUsedAt
    }
  }
`);

export const CreateToken = graphql(`
  mutation CreateToken($name: String!) {
    createApiToken(input: { name: $name }) {
      token
      apiToken {
        id
        name
        prefix
        createdAt
        lastUsedAt
      }
    }
  }
`);

export const RevokeToken = graphql(`
  mutation RevokeToken($id: ID!) {
    revokeApiToken(input: { id: $id }) {
      revokedId
    }
  }
`);
