import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { jsonCodec, systemError } from '@trunkline/protocol/wire';
import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import type { Identity } from '../../src/peer/identity.ts';
import { Desk, desk } from '../support/desk.ts';
import { Stranger } from '../support/stranger.ts';
import type { TestContext } from '../support/test-hub.ts';

/** A client that came as ann, joined a room and has a call in flight. */
async function here(codec = jsonCodec) {
  const test = new Desk();
  const client = new Stranger(test, codec).hello({ auth: 'ann' });
  await settled();
  client.ask(-2, '$/join', { topic: 'chat', params: { room: 'a' } }).ask(1, 'hold', { key: 'a' });
  await settled();
  return { test, client };
}

/** Identities that a test gives one after another. */
function oneByOne(test: Desk) {
  const waiting: ((identity: Identity<TestContext>) => void)[] = [];
  test.authenticate = () => new Promise((resolve) => waiting.push(resolve));
  return (user: string) => waiting.shift()?.({ context: { user }, principal: user });
}

describe.each([jsonCodec, msgpackCodec])('$/auth, over $name', (codec) => {
  it('swaps context and principal; calls in flight keep the context that they began with (§4.8)', async () => {
    const { test, client } = await here(codec);
    client.ask(-3, '$/auth', { auth: 'bob' });
    await settled();
    client.ask(3, 'whoami').ask(5, 'hold', { key: 'b' });
    const [peer] = test.hub.peers();
    expect([client.answerTo(-3), client.answerTo(3), peer?.principal, peer?.context]).toEqual([
      { result: {} },
      { result: 'bob' },
      'bob',
      { user: 'bob' },
    ]);
    expect(['a', 'b'].map((key) => test.held.get(key)?.call.context)).toEqual([{ user: 'ann' }, { user: 'bob' }]);
  });

  it('throws the client out of rooms that it may not be in any more before it answers, and sends nothing of them after', async () => {
    const { test, client } = await here(codec);
    client.ask(-3, '$/join', { topic: 'seats', params: { room: 'a' }, state: { name: 'x' } });
    await settled();
    test.barred.add('bob');
    client.ask(-4, '$/auth', { auth: 'bob' });
    await settled();
    await test.hub.room(desk.topics.chat, { room: 'a' }).publish('message', { text: 'secret' });
    await test.hub.room(desk.topics.seats, { room: 'a' }).publish('tick', { symbol: 'A', price: 1 });
    await settled();
    expect(client.envelopes.slice(3)).toEqual([
      { kind: 'revoked', room: 1, error: { code: -32002, message: 'you may not join this room' } },
      { kind: 'response', id: -4, result: {} },
      { kind: 'event', room: 2, offset: 0, name: 'tick', data: { symbol: 'A', price: 1 } },
    ]);
  });
});

describe('$/auth', () => {
  it.each([
    { auth: 'bob', resumed: true },
    { auth: 'ann', resumed: false },
  ])('makes the session that of another principal: whoever comes back as $auth goes on with it: $resumed', async ({ auth, resumed }) => {
    const { test, client } = await here();
    client.ask(-3, '$/auth', { auth: 'bob' });
    await settled();
    client.server.closed(1006, '');
    const newer = new Stranger(test).hello({ auth, session: { token: client.token, generation: 1, received: 0 } });
    await settled();
    expect(newer.greeting).toMatchObject({ session: { resumed } });
  });

  it('asks again whether a join may go on that began before', async () => {
    const { test, client } = await here();
    test.barred.add('bob');
    // The room waits for its place until the client keeps up.
    client.link.bufferedAmount = (1 << 20) + 1;
    client.say({ kind: 'ping', n: 1 }).ask(-3, '$/join', { topic: 'chat', params: { room: 'b' } });
    await settled();
    client.ask(-4, '$/auth', { auth: 'bob' });
    await settled();
    client.link.bufferedAmount = 0;
    client.server.drained();
    await settled();
    expect(client.answerTo(-3)).toEqual({ error: { code: -32002, message: 'you may not join this room' } });
  });

  it.each([
    {
      name: 'Unauthenticated',
      error: systemError('Unauthenticated', 'no'),
      close: { code: 4501, reason: 'Unauthenticated' },
      isKept: false,
    },
    { name: 'any error', error: new Error('no'), close: { code: 4501, reason: 'Unauthenticated' }, isKept: false },
    {
      name: 'Unavailable',
      error: systemError('Unavailable', 'later', { retryAfterMs: 250 }),
      close: { code: 4005, reason: '250' },
      isKept: true,
    },
  ])('closes a client that is refused by $name, told why; its session is kept: $isKept', async ({ error, close, isKept }) => {
    const { test, client } = await here();
    test.authenticate = () => {
      throw error;
    };
    client.ask(-3, '$/auth', { auth: 'bob' }).ask(3, 'whoami');
    await settled();
    client.ask(5, 'whoami');
    expect([client.answerTo(-3), client.answerTo(5), client.link.closes]).toEqual([
      { error: expect.objectContaining({ code: close.code === 4005 ? -32006 : -32001 }) },
      undefined,
      [close],
    ]);
    expect([test.hub.peers().length, test.held.get('a')?.aborts.length]).toEqual(isKept ? [1, 0] : [0, 1]);
  });

  it('is looked at one at a time, and again once that is answered', async () => {
    const { test, client } = await here();
    const decide = oneByOne(test);
    client.ask(-3, '$/auth', { auth: 'bob' }).ask(-4, '$/auth', { auth: 'eve' });
    await settled();
    expect(client.answerTo(-4)).toEqual({ error: { code: -32005, message: 'credentials are looked at already' } });
    decide('bob');
    await settled();
    client.ask(-5, '$/auth', { auth: 'kim' });
    await settled();
    decide('kim');
    await settled();
    expect([client.answerTo(-3), client.answerTo(-5), test.hub.peers()[0]?.principal]).toEqual([{ result: {} }, { result: {} }, 'kim']);
  });

  it('is looked at ten times at once and then once a second, over all connections of a session', async () => {
    const { test, client } = await here();
    for (let id = -3; id >= -12; id -= 1) {
      client.ask(id, '$/auth', { auth: 'ann' });
      await settled();
    }
    client.ask(-13, '$/auth', { auth: 'ann' });
    await settled();
    client.server.closed(1006, '');
    const newer = new Stranger(test).hello({ auth: 'ann', session: { token: client.token, generation: 1, received: 0 } });
    await settled();
    newer.ask(-2, '$/auth', { auth: 'ann' });
    await test.platform.advance(1_000);
    newer.ask(-3, '$/auth', { auth: 'bob' });
    await settled();
    const tooMany = { error: { code: -32005, message: 'too many changes of credentials', data: { retryAfterMs: 1_000 } } };
    expect([client.answerTo(-12), client.answerTo(-13), newer.answerTo(-2), newer.answerTo(-3)]).toEqual([
      { result: {} },
      tooMany,
      tooMany,
      { result: {} },
    ]);
  });

  it('counts as looked at until the rooms are', async () => {
    const { client, test } = await here();
    client.ask(-3, '$/auth', { auth: 'bob' });
    await Promise.resolve();
    await Promise.resolve();
    client.ask(-4, '$/auth', { auth: 'eve' });
    await settled();
    expect([client.answerTo(-4), test.hub.peers()[0]?.principal]).toEqual([
      { error: { code: -32005, message: 'credentials are looked at already' } },
      'bob',
    ]);
  });

  it('changes nothing when its connection is gone before it is decided', async () => {
    const { test, client } = await here();
    const decide = oneByOne(test);
    client.ask(-3, '$/auth', { auth: 'bob' });
    client.server.closed(1006, '');
    decide('bob');
    await settled();
    expect(test.hub.peers().map(({ principal, isConnected }) => [principal, isConnected])).toEqual([['ann', false]]);
  });

  it('of an older connection does not change who the newer one belongs to', async () => {
    const { test, client } = await here();
    const decide = oneByOne(test);
    client.ask(-3, '$/auth', { auth: 'bob' });
    await settled();
    test.authenticate = () => ({ context: { user: 'ann' }, principal: 'ann' });
    const session = { token: client.token, generation: 1, received: 0 };
    const newer = new Stranger(test).hello({ session });
    await settled();
    decide('bob');
    await settled();
    expect([newer.greeting, test.hub.peers().map(({ principal }) => principal)]).toEqual([
      expect.objectContaining({ session: { token: session.token, resumed: true, received: 1 } }),
      ['ann'],
    ]);
  });

  it.each([undefined, [], ['x'], { other: 1 }])('reads no credentials from the params %j', async (params) => {
    const { test, client } = await here();
    const seen: unknown[] = [];
    test.authenticate = (auth) => {
      seen.push(auth);
      return { context: { user: 'x' }, principal: 'x' };
    };
    client.ask(-3, '$/auth', params);
    await settled();
    expect([seen, client.answerTo(-3)]).toEqual([[undefined], { result: {} }]);
  });
});
