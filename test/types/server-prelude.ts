/** Stands before the code of every case about `@trunkline/fastify`. */
export const SERVER_PRELUDE = `
import websocket from '@fastify/websocket';
import trunkline, {
  at, type CallGiven, type ClientEvent, type Context, type Handler, type Handlers, type InjectOptions, memoryBroker, type Peer, type TopicHandler,
  type TrunklineOptions,
} from '@trunkline/fastify';
import type { AnyContract } from '@trunkline/protocol';
import type { FastifyInstance } from 'fastify';
import { same } from './fixtures/endpoints.ts';
import { type Market, market } from './fixtures/market.ts';
declare const app: FastifyInstance;
/** Of a type that is short in messages. */
declare const bare: AnyContract;
const { rpc } = app;
const { procedures, topics } = market;
const quoted = { symbol: '', bid: 1 };
`;

/** Declares a context, as an application does; a source of its own. */
export const CONTEXT_SOURCE = `
import '@trunkline/fastify';
declare module '@trunkline/fastify' { interface Context { readonly user: { readonly id: string; readonly isTrader: boolean } } }
`;
