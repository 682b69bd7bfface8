import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { jsonCodec } from '@trunkline/protocol/wire';
import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import { Desk, desk } from '../support/desk.ts';
import { Stranger } from '../support/stranger.ts';

const seat = { topic: 'seats', params: { room: 'a' }, state: { name: 'x' } };

/** A client that was let in, and joined a room. */
async function here(test = new Desk()) {
  const client = new Stranger(test).hello({ auth: 'ann' });
  await settled();
  client.ask(-2, '$/join', seat);
  await settled();
  return { test, client };
}

/** Nothing is left once sessions are over. */
async function expectNothingLeft(test: Desk): Promise<void> {
  await test.platform.advance(70_000);
  expect([test.hub.peers(), test.platform.timers, test.broker.size, test.log.lines]).toEqual([[], 0, 0, []]);
}

describe('a handler that runs in the turn in which it is called', () => {
  it('may close its own peer: what comes behind is discarded', async () => {
    const { test, client } = await here();
    test.onWhoami = () => test.hub.peers()[0]?.close(4503, 'out');
    client.ask(1, 'whoami').ask(3, 'whoami').ask(-3, '$/join', seat);
    await settled();
    expect([client.envelopes.filter(({ kind }) => kind === 'response').length, client.link.closes, test.hub.peers()]).toEqual([
      2,
      [{ code: 4503, reason: 'out' }],
      [],
    ]);
    await expectNothingLeft(test);
  });

  it('may close its own connection for a while: its answer is there when the client comes back', async () => {
    const { test, client } = await here();
    test.onWhoami = () => test.hub.peers()[0]?.close(4200, 'later');
    client.ask(1, 'whoami').ask(3, 'whoami');
    const newer = new Stranger(test).hello({ auth: 'ann', session: { token: client.token, generation: 1, received: 0 } });
    await settled();
    expect([client.link.code, newer.answerTo(1), newer.answerTo(3)]).toEqual([4200, { result: 'ann' }, undefined]);
  });

  it('may close the hub', async () => {
    const { test, client } = await here();
    test.onWhoami = () => test.hub.close();
    client.ask(1, 'whoami').ask(3, 'hold', { key: 'a' });
    await settled();
    expect([client.link.code, test.held.has('a')]).toEqual([4001, false]);
    await expectNothingLeft(test);
  });

  it('may be run by what a client said before its hello was accepted, and send it away', async () => {
    const test = new Desk();
    test.onWhoami = () => test.hub.disconnect({ where: () => true });
    const client = new Stranger(test).hello().ask(1, 'whoami').ask(3, 'hold', { key: 'a' }).ask(-2, '$/join', seat);
    await settled();
    expect([client.envelopes.length, client.link.code, test.held.has('a')]).toEqual([1, 4503, false]);
    await expectNothingLeft(test);
  });

  it('may publish, and call its client', async () => {
    const { test, client } = await here();
    const answers: unknown[] = [];
    test.onWhoami = () => {
      void test.hub.room(desk.topics.seats, { room: 'a' }).publish('tick', { symbol: 'A', price: 1 });
      void test.hub
        .peers()[0]
        ?.call(desk.client.confirm, { text: '?' })
        .then((answer) => answers.push(answer));
    };
    client.ask(1, 'whoami');
    await settled();
    client.say({ kind: 'response', id: 2, result: true });
    await settled();
    expect([answers, client.envelopes.slice(2).map(({ kind }) => kind)]).toEqual([[true], ['request', 'response', 'event']]);
  });
});

describe('an authentication that closes the hub', () => {
  it.each(['at once', 'later'])('lets nobody in: %s', async (when) => {
    const test = new Desk();
    test.authenticate = async () => {
      if (when === 'later') await settled();
      test.hub.close();
      return { context: { user: 'ann' }, principal: 'ann' };
    };
    const client = new Stranger(test).hello();
    await settled();
    await settled();
    expect([client.envelopes, client.link.code]).toEqual([[], 4001]);
    await expectNothingLeft(test);
  });
});

describe.each([jsonCodec, msgpackCodec])('a link that breaks within a send, over $name', (codec) => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('is no harm at message %s', async (breaksAt) => {
    const test = new Desk({ limits: { sendBudgetBytes: 2_000 } });
    const client = new Stranger(test, codec);
    client.link.onSend = () => {
      client.link.bufferedAmount += 500;
      if (client.link.sent.length === breaksAt) client.server.closed(1006, '');
    };
    client.hello({ auth: 'ann' }).ask(-2, '$/join', seat).ask(1, 'count', { to: 3 }).ask(3, 'whoami').say({ kind: 'ping', n: 1 });
    await settled();
    client
      .ask(-3, '$/join', { topic: 'chat', params: { room: 'a' } })
      .ask(5, 'big', { bytes: 10 })
      .ask(-4, '$/auth', { auth: 'bob' });
    await test.hub.room(desk.topics.seats, { room: 'a' }).publish('tick', { symbol: 'A', price: 1 });
    await settled();
    await test.hub.drain(0);
    test.hub.close();
    // The value is kept for a minute.
    await expectNothingLeft(test);
  });
});

describe('a flood', () => {
  it('of pings that nobody reads the answers of is not read further, then closed', async () => {
    const test = new Desk({ limits: { sendBudgetBytes: 1_000 } });
    const client = new Stranger(test).hello();
    await settled();
    client.link.onSend = (message) => {
      client.link.bufferedAmount += message.length;
    };
    // What was read already comes in though nothing more is read.
    for (let n = 0; n < 100; n += 1) client.say({ kind: 'ping', n });
    expect(client.link.isPaused).toBe(true);
    await settled();
    expect(client.link.closes).toEqual([{ code: 4002, reason: 'slow' }]);
    const sent = client.link.sent.length;
    client.say({ kind: 'ping', n: 1 });
    expect(client.link.sent.length).toBe(sent);
  });

  it('of messages on a connection that is closed costs nothing', async () => {
    const { test, client } = await here();
    client.server.closed(1000, '');
    for (let n = 0; n < 1_000; n += 1) client.ask(n, 'hold', { key: `${n}` }).hello();
    await settled();
    expect([test.held.size, client.envelopes.length]).toEqual([0, 2]);
  });
});
