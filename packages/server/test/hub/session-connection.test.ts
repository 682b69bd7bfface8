import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { type HelloParams, jsonCodec, systemError } from '@trunkline/protocol/wire';
import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import type { Authenticate, Identity } from '../../src/peer/identity.ts';
import { Desk } from '../support/desk.ts';
import { Stranger } from '../support/stranger.ts';
import type { TestContext } from '../support/test-hub.ts';

/** An authentication that a test decides. */
function undecided() {
  const asked: unknown[] = [];
  let decide: (identity: Identity<TestContext>) => void = () => {};
  const authenticate: Authenticate<TestContext> = (auth) => {
    asked.push(auth);
    return new Promise((resolve) => {
      decide = resolve;
    });
  };
  return { asked, authenticate, decide: (user: string) => decide({ context: { user }, principal: user }) };
}

const greeting = (client: Stranger) => ({ greeting: client.greeting, closes: client.link.closes });

describe.each([jsonCodec, msgpackCodec])('SessionConnection, over $name', (codec) => {
  it('lets a client in with what its hello came to, and tells it the limits', async () => {
    const test = new Desk({ authenticate: () => ({ context: { user: 'ann' }, principal: 'ann', expiresInMs: 60_000.5 }) });
    const client = new Stranger(test, codec).hello({ auth: 'secret' }).ask(1, 'whoami');
    await settled();
    expect(client.greeting).toMatchObject({
      session: { resumed: false, received: 0 },
      limits: { messageBytes: 1 << 20, credit: 32 },
      heartbeat: { intervalMs: 25_000, timeoutMs: 10_000 },
      expiresInMs: 60_000,
      manifest: { hash: expect.any(String) },
    });
    expect(client.answerTo(1)).toEqual({ result: 'ann' });
  });

  it('says nothing of an expiry where the credentials last for ever', async () => {
    const test = new Desk({ authenticate: () => ({ context: { user: 'ann' }, principal: 'ann', expiresInMs: Number.POSITIVE_INFINITY }) });
    const client = new Stranger(test, codec).hello();
    await settled();
    expect(client.greeting).not.toHaveProperty('expiresInMs');
    await test.platform.advance(100_000_000);
    expect(client.link.closes).toEqual([]);
  });

  it('answers what came right behind the hello once that is accepted, rooms too, in order', async () => {
    const { authenticate, decide } = undecided();
    const test = new Desk({ authenticate });
    const client = new Stranger(test, codec).hello();
    client
      .ask(-2, '$/join', { topic: 'chat', params: { room: 'a' } })
      .ask(1, 'whoami')
      .ask(-3, '$/nothing');
    await settled();
    expect(client.envelopes).toEqual([]);
    decide('ann');
    await settled();
    expect(client.envelopes.map((envelope) => envelope.kind === 'response' && envelope.id)).toEqual([-1, 1, -3, -2]);
    expect([client.answerTo(1), client.answerTo(-2), client.answerTo(-3)]).toMatchObject([
      { result: 'ann' },
      { result: { room: 1 } },
      { error: { code: -32601 } },
    ]);
  });

  it('closes with 4500 what is no envelope, and ends the session', async () => {
    const test = new Desk();
    const client = new Stranger(test, codec).hello().ask(1, 'hold', { key: 'a' });
    await settled();
    client.write('{').ask(3, 'whoami');
    expect([client.link.code, test.hub.peers(), test.held.get('a')?.aborts]).toEqual([
      4500,
      [],
      [expect.objectContaining({ name: 'Closed' })],
    ]);
  });
});

describe('SessionConnection, of a hello', () => {
  it('reads nothing further while it is being decided', async () => {
    const { authenticate, decide } = undecided();
    const client = new Stranger(new Desk({ authenticate })).hello();
    const readings = [client.link.isPaused];
    await settled();
    decide('ann');
    await settled();
    expect([...readings, client.link.isPaused]).toEqual([true, false]);
  });

  it.each([
    { name: 'a call', say: (client: Stranger) => client.ask(1, 'whoami') },
    { name: 'a join', say: (client: Stranger) => client.ask(-1, '$/join', { topic: 'chat' }) },
    { name: 'an ack', say: (client: Stranger) => client.say({ kind: 'ack', received: 0 }) },
    { name: 'nonsense', say: (client: Stranger) => client.write('x') },
    { name: 'a hello with nonsense in it', say: (client: Stranger) => client.ask(-1, '$/hello', { limits: 5 }) },
    { name: 'a hello of more than 16 KiB', say: (client: Stranger) => client.hello({ auth: 'x'.repeat(16 << 10) }) },
  ])('closes with 4500 a client whose first word is $name', async ({ say }) => {
    const test = new Desk();
    const client = say(new Stranger(test));
    await settled();
    expect([client.link.code, client.envelopes, test.hub.peers()]).toEqual([4500, [], []]);
  });

  it('closes with 4500 what floods it before it is decided', async () => {
    const { authenticate, decide } = undecided();
    const test = new Desk({ authenticate });
    const client = new Stranger(test).hello();
    for (let id = 1; id < 2_000; id += 2) client.ask(id, 'whoami');
    decide('ann');
    await settled();
    expect([client.link.code, client.envelopes, test.hub.peers()]).toEqual([4500, [], []]);
  });

  it('answers a second one with an error', async () => {
    const client = new Stranger(new Desk()).hello();
    await settled();
    client.ask(-2, '$/hello', {});
    expect(client.answerTo(-2)).toEqual({ error: { code: -32600, message: 'the hello was said' } });
  });

  it.each([
    {
      name: 'Unauthenticated',
      error: systemError('Unauthenticated', 'who?'),
      code: 4501,
      reason: 'Unauthenticated',
      told: { code: -32001, message: 'who?' },
    },
    {
      name: 'Unavailable',
      error: systemError('Unavailable', 'later', { retryAfterMs: 1_500 }),
      code: 4005,
      reason: '1500',
      told: { code: -32006, message: 'later', data: { retryAfterMs: 1_500 } },
    },
    {
      name: 'Unavailable without a time',
      error: systemError('Unavailable', 'later'),
      code: 4005,
      reason: '',
      told: { code: -32006, message: 'later' },
    },
    {
      name: 'any error',
      error: new Error('secret'),
      code: 4501,
      reason: 'Unauthenticated',
      told: { code: -32001, message: 'the credentials were refused' },
    },
  ])('tells a client that is refused by $name, and closes it with $code', async ({ error, code, reason, told }) => {
    const test = new Desk({ authenticate: () => Promise.reject(error) });
    const client = new Stranger(test).hello().ask(1, 'whoami');
    await settled();
    expect([client.answerTo(-1), client.envelopes.length, client.link.closes, test.hub.peers()]).toEqual([
      { error: told },
      1,
      [{ code, reason }],
      [],
    ]);
    // The peer's answer to the close has to be read.
    expect([client.link.isPaused, test.platform.timers]).toEqual([false, 0]);
  });

  it('closes with 4004 a client that says nothing for 10 s', async () => {
    const test = new Desk();
    const client = new Stranger(test);
    await test.platform.advance(9_999);
    expect(client.link.closes).toEqual([]);
    await test.platform.advance(1);
    expect([client.link.closes, test.platform.timers]).toEqual([[{ code: 4004, reason: 'no hello in time' }], 0]);
  });

  it('closes with 4004 where the application takes longer than that to decide, and then lets nobody in', async () => {
    const { authenticate, decide } = undecided();
    const test = new Desk({ authenticate });
    const client = new Stranger(test).hello();
    await test.platform.advance(10_000);
    decide('ann');
    await settled();
    expect([greeting(client), test.hub.peers()]).toEqual([
      { greeting: undefined, closes: [{ code: 4004, reason: 'no hello in time' }] },
      [],
    ]);
  });

  it('lets nobody in whose link is gone before it is decided', async () => {
    const { authenticate, decide } = undecided();
    const test = new Desk({ authenticate });
    const client = new Stranger(test).hello();
    client.server.closed(1006, '');
    decide('ann');
    await settled();
    expect([client.envelopes, test.hub.peers(), test.platform.timers]).toEqual([[], [], 0]);
  });

  it('keeps the peer of a client whose link breaks within the answer', async () => {
    const test = new Desk();
    const client = new Stranger(test);
    client.link.onSend = () => client.server.closed(1006, '');
    client.hello();
    await settled();
    expect(test.hub.peers().map(({ isConnected }) => isConnected)).toEqual([false]);
    await test.platform.advance(60_000);
    expect([test.hub.peers(), test.platform.timers]).toEqual([[], 0]);
  });
});

describe('SessionConnection, when credentials expire', () => {
  const shortLived: Authenticate<TestContext> = (auth) => ({
    context: { user: String(auth) },
    principal: String(auth),
    expiresInMs: 5_000,
  });

  it('closes with 4006, and keeps the session', async () => {
    const test = new Desk({ authenticate: shortLived });
    const client = new Stranger(test).hello({ auth: 'ann' }).ask(1, 'hold', { key: 'a' });
    await test.platform.advance(4_999);
    expect(client.link.closes).toEqual([]);
    await test.platform.advance(1);
    expect(client.link.closes).toEqual([{ code: 4006, reason: 'the credentials expired' }]);
    expect([test.hub.peers().map(({ isConnected }) => isConnected), test.held.get('a')?.aborts]).toEqual([[false], []]);
  });

  it('goes on with a client that renews them, for as long as the new ones last', async () => {
    const test = new Desk({ authenticate: shortLived });
    const client = new Stranger(test).hello({ auth: 'ann' });
    await test.platform.advance(4_000);
    client.ask(-2, '$/auth', { auth: 'ann' });
    await test.platform.advance(4_999);
    expect([client.answerTo(-2), client.link.closes]).toEqual([{ result: { expiresInMs: 5_000 } }, []]);
    await test.platform.advance(1);
    expect(client.link.code).toBe(4006);
  });

  it('closes a client whose credentials lasted for ever when the new ones expire, though it says nothing', async () => {
    const test = new Desk();
    const client = new Stranger(test).hello({ auth: 'ann' });
    await test.platform.advance(20_000);
    test.authenticate = shortLived;
    client.ask(-2, '$/auth', { auth: 'ann' });
    await test.platform.advance(5_000);
    expect(client.link.code).toBe(4006);
  });

  it('closes at once what came with credentials that had expired', async () => {
    const test = new Desk({ authenticate: () => ({ context: { user: 'ann' }, principal: 'ann', expiresInMs: -5 }) });
    const client = new Stranger(test).hello();
    await test.platform.advance(0);
    expect([client.greeting, client.link.code]).toEqual([expect.objectContaining({ expiresInMs: 0 }), 4006]);
  });
});

describe('SessionConnection, of control requests', () => {
  it.each(['$/nothing', '$/', '$/Join', '$/hello/'])('knows no %s', async (method) => {
    const client = new Stranger(new Desk()).hello();
    await settled();
    client.ask(-2, method);
    expect(client.answerTo(-2)).toEqual({ error: { code: -32601, message: 'there is no such control request' } });
  });

  it.each(['$/leave', '$/state', '$/publish', '$/join'])('answers %s without any params', async (method) => {
    const client = new Stranger(new Desk()).hello();
    await settled();
    client.ask(-2, method);
    await settled();
    expect(client.answerTo(-2)).toMatchObject({ error: { code: -32602 } });
  });

  it('answers pings, and ignores what it does not know', async () => {
    const client = new Stranger(new Desk()).hello();
    await settled();
    client.say({ kind: 'ping', n: 3 }).write('{"jsonrpc":"2.0","method":"$/tomorrow","params":[1]}').say({ kind: 'pong', n: 1 });
    expect([client.envelopes.slice(1), client.link.closes]).toEqual([[{ kind: 'pong', n: 3 }], []]);
  });

  it('does not answer on a connection that is gone', async () => {
    const test = new Desk();
    const client = new Stranger(test).hello();
    await settled();
    client.ask(-2, '$/join', { topic: 'chat', params: { room: 'a' } });
    client.server.closed(1000, '');
    await settled();
    expect([client.envelopes.length, test.broker.size]).toEqual([1, 0]);
  });

  it('lets go of a join that waits for a link which is gone', async () => {
    const test = new Desk({ limits: { sendBudgetBytes: 1_000 } });
    const client = new Stranger(test).hello();
    await settled();
    client.link.bufferedAmount = 1_001;
    client.say({ kind: 'ping', n: 1 }).ask(-2, '$/join', { topic: 'chat', params: { room: 'a' } });
    await settled();
    const before = test.broker.size;
    client.server.closed(1000, '');
    await test.platform.advance(5_000);
    expect([before, test.broker.size, test.platform.timers]).toEqual([1, 0, 0]);
  });

  it('tells what it takes by a hello, and what a client takes is kept to', async () => {
    const test = new Desk();
    const hello: HelloParams = { limits: { messageBytes: 1_024, credit: 1 } };
    const client = new Stranger(test).hello(hello);
    await settled();
    client.ask(1, 'big', { bytes: 2_000 });
    expect(client.answerTo(1)).toMatchObject({ error: { code: -32007 } });
  });
});
