import { RpcError } from '@trunkline/protocol';
import { systemError } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { authenticationRefusal, identify } from '../../src/hub/authentication.ts';
import type { Authenticate } from '../../src/peer/identity.ts';
import { RecordedLog } from '../support/recorded-log.ts';

const ann = { context: { user: 'ann' }, principal: 'ann' };
const refused = { refusal: systemError('Unauthenticated', 'the credentials were refused') };

async function identified(authenticate: Authenticate<unknown>) {
  const log = new RecordedLog();
  const authentication = await identify(authenticate, 'secret', log);
  return { authentication, lines: log.lines };
}

describe('identify', () => {
  it('asks with the credentials, and answers who that is', async () => {
    const asked: unknown[] = [];
    const { authentication, lines } = await identified((auth) => {
      asked.push(auth);
      return ann;
    });
    expect([authentication, asked, lines]).toEqual([{ identity: ann }, ['secret'], []]);
  });

  it.each([0, -5, 1_000.5])('leaves an expiry of %s ms as it is', async (expiresInMs) => {
    const { authentication } = await identified(() => Promise.resolve({ ...ann, expiresInMs }));
    expect(authentication).toEqual({ identity: { ...ann, expiresInMs } });
  });

  it('takes credentials that last for ever for such that do not expire: no codec has an infinite number', async () => {
    const { authentication } = await identified(() => ({ ...ann, expiresInMs: Number.POSITIVE_INFINITY }));
    expect(authentication).toEqual({ identity: { ...ann, expiresInMs: undefined } });
  });

  it('refuses whoever expires at no time that there is, and logs it', async () => {
    const { authentication, lines } = await identified(() => ({ ...ann, expiresInMs: Number.NaN }));
    expect([authentication, lines]).toEqual([
      refused,
      [['warn', { err: new TypeError('expiresInMs is no number') }, 'a client could not be authenticated']],
    ]);
  });

  it.each([
    {
      name: 'throws',
      authenticate: () => {
        throw new Error('no such token');
      },
    },
    { name: 'rejects', authenticate: () => Promise.reject(new Error('no such token')) },
  ])('refuses a client where it $name, and tells nobody but the log why', async ({ authenticate }) => {
    const { authentication, lines } = await identified(authenticate);
    expect([authentication, lines]).toEqual([
      refused,
      [['warn', { err: new Error('no such token') }, 'a client could not be authenticated']],
    ]);
  });
});

describe('authenticationRefusal', () => {
  it.each([
    systemError('Unauthenticated', 'the token is old', { hint: 'log in' }),
    systemError('Unavailable', 'try later', { retryAfterMs: 500 }),
  ])('tells $name as it was thrown', (error) => {
    const log = new RecordedLog();
    expect([authenticationRefusal(error, log), log.lines]).toEqual([error, []]);
  });

  it.each([
    { name: 'another error of the system', error: systemError('Forbidden', 'secret') },
    { name: 'a declared error', error: new RpcError('Banned', 1, 'Banned', 'secret') },
    { name: 'one whose data cannot be sent', error: systemError('Unauthenticated', 'x', { when: new Map() }) },
    { name: 'one that only looks like it', error: Object.assign(new Error('x'), { name: 'Unauthenticated' }) },
    { name: 'no error at all', error: undefined },
  ])('does not tell $name, and logs it', ({ error }) => {
    const log = new RecordedLog();
    expect([authenticationRefusal(error, log), log.lines]).toEqual([
      refused.refusal,
      [['warn', { err: error }, 'a client could not be authenticated']],
    ]);
  });
});
