import { systemError } from '@trunkline/protocol/wire';
import { type Authenticate, authenticationRefusal, type Context, type Identity } from '@trunkline/server';
import type { FastifyRequest } from 'fastify';
import { UnauthenticatedError, unavailableError } from './errors.ts';
import type { ResolvedOptions } from './resolve-options.ts';

/** Finds out who clients are, as the application says. */
export class Identities {
  readonly #options: ResolvedOptions;

  constructor(options: ResolvedOptions) {
    this.#options = options;
  }

  /** How a client with a session says who it is, now and later. Rejects with what `context` throws, for Fastify to answer. */
  async authenticator(request: FastifyRequest): Promise<Authenticate> {
    const { contextOf, authenticate } = this.#options;
    const context = await contextOf(request);
    if (authenticate === undefined) return this.#always(context);
    return async (auth) => this.#identityOf(await authenticate(auth, { context, request }));
  }

  /** A function of its own: one that is made beside another holds what that holds, and a connection would keep its request as long as it lives. */
  #always(context: Context): Authenticate {
    return () => this.#identityOf(context);
  }

  /** Who a client is that cannot send credentials of its own. Rejects with an error that Fastify answers: 401, 503, or what `context` throws. */
  async ofPlain(request: FastifyRequest): Promise<Identity> {
    const identify = await this.authenticator(request);
    try {
      return await identify(undefined);
    } catch (error) {
      const refusal = authenticationRefusal(error, request.log);
      throw refusal.name === 'Unavailable' ? unavailableError(refusal) : new UnauthenticatedError(refusal.message);
    }
  }

  #identityOf(context: Context): Identity {
    const { principalOf, expiresAt } = this.#options;
    const principal = principalOf(context);
    if (principal !== null && typeof principal !== 'string') throw new TypeError('principal must answer a text or null');
    const at = expiresAt?.(context);
    if (at === undefined || at === null) return { context, principal };
    const expiresInMs = Number(at) - Date.now();
    if (Number.isNaN(expiresInMs)) throw new TypeError('expiresAt must answer ms since 1970, a Date or undefined');
    if (expiresInMs <= 0) throw systemError('Unauthenticated', 'the credentials have expired');
    return { context, principal, expiresInMs };
  }
}
