import { systemError } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { Identities } from '../../src/plugin/identities.ts';
import type { TrunklineOptions } from '../../src/plugin/options.ts';
import { resolveOptions } from '../../src/plugin/resolve-options.ts';
import { captureRequest } from '../support/captured-request.ts';
import { small } from '../support/small-contract.ts';

function identitiesOf(options: Partial<TrunklineOptions> = {}): Identities {
  return new Identities(resolveOptions({ contract: small, principal: (context) => String(Reflect.get(context, 'user')), ...options }));
}

const fromQuery: NonNullable<TrunklineOptions['context']> = ({ query }) => ({ user: Reflect.get(Object(query), 'user') });

describe('Identities', () => {
  it('are what context makes of the request, where nobody authenticates', async () => {
    const request = await captureRequest('/?user=ann');
    const identify = await identitiesOf({ context: fromQuery }).authenticator(request);
    expect(await identify('whatever')).toEqual({ context: { user: 'ann' }, principal: 'ann' });
    const [anonymous] = [await identitiesOf({ principal: () => null }).authenticator(request)];
    expect(await anonymous(undefined)).toEqual({ context: {}, principal: null });
  });

  it('are what authenticate makes of credentials, context and request', async () => {
    const request = await captureRequest('/?user=ann');
    const identities = identitiesOf({
      context: fromQuery,
      authenticate: async (auth, given) => ({
        user: `${String(auth)} of ${String(Reflect.get(given.context, 'user'))}`,
        isSame: given.request === request,
      }),
    });
    const identify = await identities.authenticator(request);
    expect(await identify('a token')).toEqual({ context: { user: 'a token of ann', isSame: true }, principal: 'a token of ann' });
    expect(await identities.ofPlain(request)).toMatchObject({ principal: 'undefined of ann' });
  });

  it('expire when the application says, by ms or by date', async () => {
    const request = await captureRequest();
    const expiresIn = async (expiresAt: NonNullable<TrunklineOptions['expiresAt']>) => {
      const identify = await identitiesOf({ expiresAt }).authenticator(request);
      return (await identify(undefined)).expiresInMs;
    };
    expect(await expiresIn(() => undefined)).toBeUndefined();
    expect(await expiresIn(() => Date.now() + 60_000)).toBeCloseTo(60_000, -3);
    expect(await expiresIn(() => new Date(Date.now() + 60_000))).toBeCloseTo(60_000, -3);
    await expect(expiresIn(() => Date.now())).rejects.toThrow(systemError('Unauthenticated', 'the credentials have expired'));
    await expect(expiresIn(() => new Date('no date'))).rejects.toThrow(
      new TypeError('expiresAt must answer ms since 1970, a Date or undefined'),
    );
  });

  it('need a principal that is a text or null', async () => {
    const identify = await identitiesOf({ principal: () => JSON.parse('5') }).authenticator(await captureRequest());
    await expect(Promise.resolve().then(() => identify(undefined))).rejects.toThrow(new TypeError('principal must answer a text or null'));
  });

  it('reject with what context throws, for Fastify to answer', async () => {
    const request = await captureRequest();
    const context = () => Promise.reject(Object.assign(new Error('no such tenant'), { statusCode: 400 }));
    await expect(identitiesOf({ context }).authenticator(request)).rejects.toMatchObject({ statusCode: 400 });
    await expect(identitiesOf({ context }).ofPlain(request)).rejects.toMatchObject({ statusCode: 400 });
  });

  it.each([
    [systemError('Unauthenticated', 'log in first'), { code: 'RPC_ERR_UNAUTHENTICATED', statusCode: 401, message: 'log in first' }],
    [
      systemError('Unavailable', 'later', { retryAfterMs: 900 }),
      { code: 'RPC_ERR_UNAVAILABLE', statusCode: 503, headers: { 'retry-after': '1' } },
    ],
    [systemError('Forbidden', 'a secret'), { code: 'RPC_ERR_UNAUTHENTICATED', statusCode: 401, message: 'the credentials were refused' }],
    [new Error('a secret'), { code: 'RPC_ERR_UNAUTHENTICATED', statusCode: 401, message: 'the credentials were refused' }],
  ])('refuse a plain client over HTTP: %s', async (error, refusal) => {
    const identities = identitiesOf({ authenticate: () => Promise.reject(error) });
    await expect(identities.ofPlain(await captureRequest())).rejects.toMatchObject(refusal);
  });
});
