export { isError, OutcomeUnknownError, RpcError } from '@trunkline/protocol/wire';
export type { AuthProvider } from '../connector/auth-provider.ts';
export type { Status, StatusDetail } from '../connector/status.ts';
export { type ConnectOptions, json, type UrlOf } from './connect.ts';
export type { Client, ClientCallGiven, Rooms } from './typed-client.ts';
