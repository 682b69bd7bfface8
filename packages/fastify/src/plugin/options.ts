import type { Broker } from '@trunkline/broker';
import type { AnyContract } from '@trunkline/protocol';
import type { Heartbeat } from '@trunkline/protocol/wire';
import type { Context, HubLimits } from '@trunkline/server';
import type { FastifyRequest } from 'fastify';

/** What `authenticate` gets beside the credentials. */
export interface AuthenticationGiven<Ctx> {
  /** What `context` made of the request. */
  readonly context: Ctx;
  /** The request that was upgraded, or the `POST`. */
  readonly request: FastifyRequest;
}

interface OptionsWithoutContext<Ctx> {
  readonly contract: AnyContract;
  /** Where clients connect and `POST`; the prefix of the enclosing plugin applies. Default `/rpc`. */
  readonly path?: string | undefined;
  /**
   * Whom sessions and publish keys belong to; `null`: anonymous. Compared exactly. Needed with `context` or `authenticate`, unless `resume` is
   * false: nobody may resume another one's session.
   */
  readonly principal?: ((context: Ctx) => string | null) | undefined;
  /**
   * Finds out who a client is by the credentials that it sent: with its hello, or later by `$/auth`; `undefined` where it sent none, and for
   * plain connections and `POST`, which cannot. Answers the context from then on. What it throws refuses the client, an `RpcError` named
   * `Unavailable` for a while.
   */
  readonly authenticate?: ((auth: unknown, given: AuthenticationGiven<Ctx>) => Ctx | Promise<Ctx>) | undefined;
  /** When the credentials expire, as ms since 1970 or a `Date`; `undefined`: never. The client renews before, or is closed with 4006. */
  readonly expiresAt?: ((context: Ctx) => number | Date | undefined) | undefined;
  /**
   * The origins of pages that may connect, `https://app.example`. Default: those of the same host only. `'any'`: all, which is safe only where
   * cookies and client certificates let nobody in. Clients that are no browsers send no origin, and pass.
   */
  readonly origins?: readonly string[] | 'any' | undefined;
  /** What carries events between servers; whoever passes one closes it. Default: one in memory, for this process. */
  readonly broker?: Broker | undefined;
  readonly limits?: Partial<HubLimits> | undefined;
  /**
   * When a silent peer is asked for a sign of life, and how long it has to answer, in ms of at least 1,000, on both sides. Default 25,000, below the
   * idle timeouts of common proxies, and 10,000.
   */
  readonly heartbeat?: Partial<Heartbeat> | undefined;
  /**
   * Whether permessage-deflate (RFC 7692) is agreed on with clients that offer it, as browsers do, without context takeover. Default false: it costs the
   * server more time than most messages are worth. What leaves compressed are results and items of calls, events and snapshots, from 1 KiB on,
   * where the contract does not say `compress: false`.
   */
  readonly deflate?: boolean | undefined;
  /** Whether connections without a subprotocol, and `POST`, may call by plain JSON-RPC 2.0. Default true. */
  readonly plain?: boolean | undefined;
  /** Whether sessions outlive their connections. Default true. */
  readonly resume?: boolean | undefined;
  /**
   * How long calls in flight may take when the app closes, in ms. Default 10,000, below what orchestrators wait before they kill; or 5.5 s less than
   * Fastify's `pluginTimeout`, which bounds closing too, where that is less.
   */
  readonly drainMs?: number | undefined;
  /** Whether what handlers answer is checked against the contract. Default: unless `NODE_ENV` is `production`. */
  readonly checkOutput?: boolean | undefined;
}

interface ContextOption<Ctx> {
  /** Makes the context of a connection, or of a `POST`, of its request; hooks have run. What it throws is answered over HTTP. */
  readonly context: (request: FastifyRequest) => Ctx | Promise<Ctx>;
}

/** The options of the plugin. `context` may be left out while `Context` has no members. */
export type TrunklineOptions<Ctx = Context> = OptionsWithoutContext<Ctx> &
  (keyof Ctx extends never ? Partial<ContextOption<Ctx>> : ContextOption<Ctx>);
