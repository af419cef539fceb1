import { useMutation } from "urql";
import { graphql, readFragment } from "@/gql";
import { useLiveQuery } from "@/lib/use-live-query";

export const AiToolParts = graphql(`
  fragment AiToolParts on AiTool {
    id
    name
    description
    parameters
    url
    isActive
  }
`);

const AiTools = graphql(`
  query AiTools($accountId: ID!) {
    aiTools(accountId: $accountId) {
      ...AiToolParts
    }
  }
`);

export function useTools(accountId: string) {
  const [{ data, error }, refetch] = useLiveQuery({ query: AiTools, variables: { accountId } });
  return { tools: data && readFragment(AiToolParts, data.aiTools), error, refetch };
}

const SaveTool = graphql(`
  mutation SaveAiTool($input: SaveAiToolInput!) {
    saveAiTool(input: $input) {
      secret
      tool {
        ...AiToolParts
        id
      }
    }
  }
`);

const DeleteTool = graphql(`
  mutation DeleteAiTool($id: ID!) {
    deleteAiTool(input: { id: $id }) {
      deletedId
    }
  }
`);

const TestTool = graphql(`
  mutation TestAiTool($id: ID!, $arguments: String!) {
    testAiTool(input: { id: $id, arguments: $arguments }) {
      call {
        name
        arguments
        result
        failed
        durationMs
      }
    }
  }
`);

export const useSaveTool = () => useMutation(SaveTool);
export const useDeleteTool = () => useMutation(DeleteTool);
export const useTestTool = () => useMutation(TestTool);

export const AiDocumentParts = graphql(`
  fragment AiDocumentParts on AiDocument {
    id
    name
    mimetype
    characters
    createdAt
  }
`);

const AiDocuments = graphql(`
  query AiDocuments($accountId: ID!) {
    aiDocuments(accountId: $accountId) {
      ...AiDocumentParts
    }
  }
`);

export function useDocuments(accountId: string) {
  const [{ data, error }, refetch] = useLiveQuery({ query: AiDocuments, variables: { accountId } });
  return { documents: data && readFragment(AiDocumentParts, data.aiDocuments), error, refetch };
}

const AddDocument = graphql(`
  mutation AddAiDocument($input: AddAiDocumentInput!) {
    addAiDocument(input: $input) {
      document {
        ...AiDocumentParts
      }
    }
  }
`);

const DeleteDocument = graphql(`
  mutation DeleteAiDocument($id: ID!) {
    deleteAiDocument(input: { id: $id }) {
      deletedId
    }
  }
`);

export const useAddDocument = () => useMutation(AddDocument);
export const useDeleteDocument = () => useMutation(DeleteDocument);
