/* eslint-disable */
import * as types from './graphql';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  fragment AccountLine on Account {\n    id\n    name\n    description\n    status\n    reason\n    errorMessage\n    phoneNumber\n    pushName\n    queue {\n      queued\n    }\n    lastActiveAt\n    updatedAt\n  }\n": typeof types.AccountLineFragmentDoc,
    "\n  subscription AccountsLive {\n    accountsUpdated {\n      ...AccountLine\n    }\n  }\n": typeof types.AccountsLiveDocument,
    "\n  query Bootstrap {\n    me {\n      kind\n      username\n    }\n    system {\n      sandbox\n      version\n    }\n  }\n": typeof types.BootstrapDocument,
    "\n  fragment _ on Chat {\n    id\n    lastMessageAt\n  }\n": typeof types._FragmentDoc,
};
const documents: Documents = {
    "\n  fragment AccountLine on Account {\n    id\n    name\n    description\n    status\n    reason\n    errorMessage\n    phoneNumber\n    pushName\n    queue {\n      queued\n    }\n    lastActiveAt\n    updatedAt\n  }\n": types.AccountLineFragmentDoc,
    "\n  subscription AccountsLive {\n    accountsUpdated {\n      ...AccountLine\n    }\n  }\n": types.AccountsLiveDocument,
    "\n  query Bootstrap {\n    me {\n      kind\n      username\n    }\n    system {\n      sandbox\n      version\n    }\n  }\n": types.BootstrapDocument,
    "\n  fragment _ on Chat {\n    id\n    lastMessageAt\n  }\n": types._FragmentDoc,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment AccountLine on Account {\n    id\n    name\n    description\n    status\n    reason\n    errorMessage\n    phoneNumber\n    pushName\n    queue {\n      queued\n    }\n    lastActiveAt\n    updatedAt\n  }\n"): (typeof documents)["\n  fragment AccountLine on Account {\n    id\n    name\n    description\n    status\n    reason\n    errorMessage\n    phoneNumber\n    pushName\n    queue {\n      queued\n    }\n    lastActiveAt\n    updatedAt\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription AccountsLive {\n    accountsUpdated {\n      ...AccountLine\n    }\n  }\n"): (typeof documents)["\n  subscription AccountsLive {\n    accountsUpdated {\n      ...AccountLine\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Bootstrap {\n    me {\n      kind\n      username\n    }\n    system {\n      sandbox\n      version\n    }\n  }\n"): (typeof documents)["\n  query Bootstrap {\n    me {\n      kind\n      username\n    }\n    system {\n      sandbox\n      version\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment _ on Chat {\n    id\n    lastMessageAt\n  }\n"): (typeof documents)["\n  fragment _ on Chat {\n    id\n    lastMessageAt\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;