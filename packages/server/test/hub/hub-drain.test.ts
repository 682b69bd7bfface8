import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { jsonCodec } from '@trunkline/protocol/wire';
import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import { Desk } from '../support/desk.ts';
import { RecordedLink } from '../support/recorded-link.ts';
import { Stranger } from '../support/stranger.ts';
import type { TestHubOptions } from '../support/test-hub.ts';

const DRAINED = { code: 4001, reason: 'the server is going away' };

/** A desk with one client that is live. */
async function busy(options: TestHubOptions = {}, codec = jsonCodec) {
  const test = new Desk(options);
  const client = new Stranger(test, codec).hello({ auth: 'ann' });
  await settled();
  return { test, client };
}

function plain(test: Desk): RecordedLink & { say(text: string): void; gone(): void } {
  const link = new RecordedLink();
  const server = test.hub.acceptPlain({ link, log: test.log, identity: { context: { user: 'bob' }, principal: 'bob' } });
  return Object.assign(link, { say: (text: string) => server.receive(text), gone: () => server.closed(1006, '') });
}

const hold = (key: string) => JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'hold', params: { key } });

describe.each([jsonCodec, msgpackCodec])('Hub, draining over $name', (codec) => {
  it('tells its clients, lets calls finish, then closes with 4001', async () => {
    const { test, client } = await busy({}, codec);
    client.ask(1, 'hold', { key: 'a' });
    const over = test.hub.drain(10_000);
    await test.platform.advance(5_000);
    client.ask(3, 'whoami');
    expect([client.envelopes[1], client.answerTo(3), client.link.closes]).toEqual([
      { kind: 'drain', withinMs: 10_000, reason: 'the server is going away' },
      { result: 'ann' },
      [],
    ]);
    test.held.get('a')?.resolve('done');
    await test.platform.advance(10);
    await over;
    expect([client.answerTo(1), client.link.closes]).toEqual([{ result: 'done' }, [DRAINED]]);
  });
});

describe('Hub, draining', () => {
  it('waits so long and no longer; the handlers are aborted by close', async () => {
    const { test, client } = await busy();
    client.ask(1, 'hold', { key: 'a' });
    const over = test.hub.drain(10_000);
    await test.platform.advance(9_999);
    expect(client.link.closes).toEqual([]);
    await test.platform.advance(1);
    await over;
    expect([client.link.closes, test.held.get('a')?.aborts]).toEqual([[DRAINED], []]);
    test.hub.close();
    expect([test.held.get('a')?.aborts.length, test.hub.peers(), test.platform.timers]).toEqual([1, [], 0]);
  });

  it.each(['plain', 'lone'])('waits for a call that is %s too, and closes plain connections with 1001', async (last) => {
    const test = new Desk();
    const link = plain(test);
    link.say(hold('plain'));
    const signal = new AbortController().signal;
    const answer = test.hub.answer(hold('lone'), { identity: { context: { user: 'x' }, principal: null }, log: test.log, signal });
    const over = test.hub.drain(10_000);
    await test.platform.advance(1_000);
    test.held.get(last === 'plain' ? 'lone' : 'plain')?.resolve('first');
    await test.platform.advance(1_000);
    expect(link.closes).toEqual([]);
    test.held.get(last)?.resolve('last');
    await test.platform.advance(10);
    await over;
    expect([await answer, link.sent.length, link.closes]).toEqual([
      expect.stringContaining('"result"'),
      1,
      [{ code: 1001, reason: 'the server is going away' }],
    ]);
  });

  it('does not wait for handlers that go on though nobody is there to be answered', async () => {
    const { test, client } = await busy();
    test.isStubborn = true;
    const controller = new AbortController();
    const identity = { context: { user: 'x' }, principal: null };
    const lone = test.hub.answer(hold('lone'), { identity, log: test.log, signal: controller.signal });
    const link = plain(test);
    link.say(hold('plain'));
    client.ask(1, 'hold', { key: 'a' });
    controller.abort();
    link.gone();
    client.server.closed(1000, '');
    await lone;
    await test.hub.drain(10_000);
    expect([test.platform.now(), [...test.held.values()].map(({ aborts }) => aborts.length)]).toEqual([0, [1, 1, 1]]);
  });

  it('does not wait for a peer that is away', async () => {
    const { test, client } = await busy();
    client.ask(1, 'hold', { key: 'a' });
    client.server.closed(1006, '');
    await test.hub.drain(10_000);
    expect(test.platform.now()).toBe(0);
  });

  it('sends away at once who has not said hello yet, and who is being looked at', async () => {
    const { test, client } = await busy();
    client.ask(1, 'hold', { key: 'a' });
    const silent = new Stranger(test);
    test.authenticate = () => new Promise(() => {});
    const deciding = new Stranger(test).hello();
    const over = test.hub.drain(10_000);
    expect([silent, deciding, client].map(({ link }) => link.closes)).toEqual([[DRAINED], [DRAINED], []]);
    test.held.get('a')?.resolve('');
    await test.platform.advance(10);
    await over;
    expect([silent.link.sent, deciding.link.sent]).toEqual([[], []]);
  });

  it('lets nobody in any more', async () => {
    const { test, client } = await busy();
    client.ask(1, 'hold', { key: 'a' });
    const over = test.hub.drain(10_000);
    const late = new Stranger(test).hello();
    const latePlain = plain(test);
    latePlain.say(hold('b'));
    await settled();
    test.held.get('a')?.resolve('');
    await test.platform.advance(10);
    await over;
    const later = new Stranger(test).hello();
    await settled();
    expect([late, later].map(({ link }) => [link.sent, link.closes])).toEqual([
      [[], [DRAINED]],
      [[], [DRAINED]],
    ]);
    expect([latePlain.closes, test.held.has('b'), test.hub.peers().length]).toEqual([
      [{ code: 1001, reason: 'the server is going away' }],
      false,
      1,
    ]);
  });

  it('sends the answers that are given in its last turn before it closes', async () => {
    const { test, client } = await busy();
    client.ask(1, 'hold', { key: 'a' });
    const over = test.hub.drain(5);
    await settled();
    test.held.get('a')?.resolve('just in time');
    await test.platform.advance(10);
    await over;
    expect([client.answerTo(1), client.link.closes]).toEqual([{ result: 'just in time' }, [DRAINED]]);
  });
});

describe('Hub.close', () => {
  it('leaves nothing: no timer, no subscription, no room, no peer', async () => {
    const { test, client } = await busy();
    const away = new Stranger(test).hello({ auth: 'bob' });
    await settled();
    for (const { ask } of [client, away].map((stranger) => ({ ask: stranger.ask.bind(stranger) }))) {
      ask(-2, '$/join', { topic: 'seats', params: { room: 'a' }, state: { name: 'x' } });
      ask(-3, '$/join', { topic: 'chat', params: { room: 'a' } });
    }
    await settled();
    away.server.closed(1006, '');
    await test.hub.drain(0);
    test.hub.close();
    await test.platform.advance(5_000);
    expect([test.platform.timers, test.broker.size, test.hub.peers(), test.log.lines]).toEqual([0, 0, [], []]);
  });

  it('closes what nobody drained, and runs nothing any more', async () => {
    const { test, client } = await busy();
    const link = plain(test);
    const answer = test.hub.answer(hold('lone'), {
      identity: { context: { user: 'x' }, principal: null },
      log: test.log,
      signal: new AbortController().signal,
    });
    client.ask(1, 'hold', { key: 'a' });
    link.say(hold('plain'));
    test.hub.close();
    client.ask(3, 'hold', { key: 'b' });
    link.say(hold('b'));
    await settled();
    expect([[...test.held].map(([key, { aborts }]) => [key, aborts.length]), await answer]).toEqual([
      [
        ['lone', 1],
        ['a', 1],
        ['plain', 1],
      ],
      undefined,
    ]);
    expect([client.link.closes, link.closes, test.platform.timers]).toEqual([
      [DRAINED],
      [{ code: 1001, reason: 'the server is going away' }],
      0,
    ]);
  });
});
