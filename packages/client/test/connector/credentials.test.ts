import { type CallOutcome, ClientConnection, jsonCodec } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import type { AuthProvider } from '../../src/connector/auth-provider.ts';
import { Credentials } from '../../src/connector/credentials.ts';
import { VirtualPlatform } from '../support/virtual-platform.ts';

const nothing = () => {};

/** A connection that keeps what is asked over it. */
class AskedConnection extends ClientConnection {
  readonly asked: unknown[] = [];
  answer: (outcome: CallOutcome) => void = nothing;

  constructor() {
    const observer = { onHello: nothing, onRefused: nothing, onCounted: nothing, onRoom: nothing, onDrain: nothing, onClosed: nothing };
    super({ send: nothing, close: nothing }, jsonCodec, observer, 0);
  }

  override request(method: string, params: unknown, observer: (outcome: CallOutcome) => void): void {
    this.asked.push([method, params]);
    this.answer = observer;
  }
}

function having(auth: AuthProvider | undefined) {
  const platform = new VirtualPlatform();
  const deadlines: number[] = [];
  const credentials: Credentials = new Credentials({
    auth,
    codec: jsonCodec,
    platform,
    onDeadline: () => void deadlines.push(credentials.nextDeadline()),
  });
  return { platform, credentials, deadlines };
}

describe('Credentials', () => {
  it('are what the application gives, which is told whether the last were refused; none without a provider', async () => {
    expect(await having(undefined).credentials.ask(true)).toBeUndefined();
    const { credentials } = having(({ rejected }) => ({ token: rejected ? 'new' : 'old' }));
    expect([await credentials.ask(false), await credentials.ask(true)]).toEqual([{ token: 'old' }, { token: 'new' }]);
  });

  it.each<[string, AuthProvider]>([
    [
      'throws',
      () => {
        throw new TypeError('no token');
      },
    ],
    ['rejects', () => Promise.reject(new TypeError('no token'))],
    ['gives what cannot be written', () => new Date(0)],
  ])('are not to be had where the application %s', async (_, auth) => {
    await expect(having(auth).credentials.ask(false)).rejects.toThrow(TypeError);
  });

  it('are renewed over the connection that they were accepted on, each time that they are about to expire', async () => {
    const { platform, credentials, deadlines } = having(() => 'token');
    const connection = new AskedConnection();
    credentials.accepted(connection, 60_000);
    credentials.timePassed(29_999);
    await platform.advance(30_000);
    expect([credentials.nextDeadline(), connection.asked]).toEqual([30_000, []]);
    credentials.timePassed(30_000);
    await platform.advance(0);
    expect(connection.asked).toEqual([['$/auth', { auth: 'token' }]]);
    connection.answer({ ok: true, value: { expiresInMs: 40_000 } });
    expect(deadlines).toEqual([50_000]);
    connection.answer({ ok: true, value: 'nothing that says when' });
    expect(deadlines.at(-1)).toBe(Number.POSITIVE_INFINITY);
  });

  it('are asked for again 5 s later where there were none to be had', async () => {
    const { platform, credentials, deadlines } = having(() => Promise.reject(new Error('no token')));
    const connection = new AskedConnection();
    credentials.accepted(connection, 60_000);
    await platform.advance(30_000);
    credentials.timePassed(30_000);
    await platform.advance(0);
    expect([connection.asked, deadlines]).toEqual([[], [35_000]]);
  });

  it('are not renewed over a connection that is lost by then, or was another', async () => {
    const { platform, credentials } = having(() => 'token');
    const [older, newer] = [new AskedConnection(), new AskedConnection()];
    credentials.accepted(older, 60_000);
    credentials.timePassed(30_000);
    credentials.accepted(newer, 60_000);
    credentials.connectionLost(older);
    await platform.advance(0);
    expect([older.asked, credentials.nextDeadline()]).toEqual([[], 30_000]);
    credentials.timePassed(30_000);
    credentials.connectionLost(newer);
    await platform.advance(0);
    expect([newer.asked, credentials.nextDeadline()]).toEqual([[], Number.POSITIVE_INFINITY]);
  });

  it('are never renewed where there is no provider', async () => {
    const { platform, credentials } = having(undefined);
    const connection = new AskedConnection();
    credentials.accepted(connection, 10);
    credentials.timePassed(100);
    await platform.advance(0);
    expect(connection.asked).toEqual([]);
  });
});
