/** A few lines of TypeScript and what the compiler says about them. */
export interface TypeCase {
  readonly name: string;
  readonly code: string;
  /** Line, code and first line of each message: all of them, in order. Empty: it compiles. */
  readonly says: readonly string[];
}

/** Stands before the code of every case. */
export const PRELUDE = `
import { type Client, connect } from '@trunkline/client';
import {
  type Call, type CallOptions, type Calls, type Carries, contract, type DeliveryOf, type ErrorOf, event, type EventDelivery,
  type GapDelivery, type HandlerOn, type HandlersOn, type InputOptions, isError, type LoggedDelivery, type Member, type Outcome, procedure,
  type RpcError, type Stream, type SystemError, topic,
} from '@trunkline/protocol';
import Type from 'typebox';
import { client, type Given, implement, implementOnClient, peer, same } from './fixtures/endpoints.ts';
import { type Market, market } from './fixtures/market.ts';
declare const error: unknown;
declare const connected: Client<Market>;
const Text = Type.String();
const said = event(Text, { delivery: 'log' });
`;
