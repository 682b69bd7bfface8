/**
 * What the application knows of whoever calls; it is `call.context` and `peer.context`.
 *
 * Empty until the application declares its members, as one declares `request.user`:
 * `declare module '@trunkline/fastify' { interface Context { user: User } }`.
 */
export interface Context extends Record<never, never> {}

/** Who a client turned out to be. */
export interface Identity<Ctx = Context> {
  readonly context: Ctx;
  /** Whom sessions and publish keys belong to; `null`: anonymous. */
  readonly principal: string | null;
  /** After which the credentials expire, in ms; `undefined`: never. */
  readonly expiresInMs?: number | undefined;
}

/**
 * Finds out who a client is, by the credentials of its hello, of a `$/auth`, or `undefined` where it has sent none.
 *
 * An `RpcError` that it throws is told: `Unauthenticated` refuses the client, `Unavailable` sends it away for a while. Anything else it
 * throws is a refusal too, and logged.
 */
export type Authenticate<Ctx = Context> = (auth: unknown) => Identity<Ctx> | Promise<Identity<Ctx>>;
