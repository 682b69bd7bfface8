/**
 * Gives the credentials for one attempt at a connection, or for one renewal; `undefined` for none.
 *
 * `rejected`: the server refused those that it gave last. What it throws, or rejects with, is a failed attempt; another one follows later.
 */
export type AuthProvider = (given: { readonly rejected: boolean }) => unknown;
