import { contract, event, procedure, topic } from '@trunkline/protocol';
import type { Codec } from '@trunkline/protocol/wire';
import { settled } from '@trunkline/test-kit/settled';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { Hub } from '../../src/hub/hub.ts';
import type { ServerLink } from '../../src/link/server-link.ts';
import { Desk, desk } from '../support/desk.ts';
import { market } from '../support/market.ts';
import { Stranger } from '../support/stranger.ts';
import { TestHub } from '../support/test-hub.ts';

const other = contract({ procedures: { ping: procedure({}) } });

/** Three clients, of which one is away. */
async function three() {
  const test = new Desk();
  const clients = ['ann', 'bob', 'eve'].map((auth) => new Stranger(test).hello({ auth }));
  await settled();
  clients[1]?.server.closed(1006, '');
  return { test, clients };
}

function lone(test: Desk, text: string, signal = new AbortController().signal) {
  return test.hub.answer(text, { identity: { context: { user: 'kim' }, principal: 'kim' }, log: test.log, signal });
}

describe('Hub', () => {
  it('names all that is not implemented, until it is', () => {
    const { hub } = new TestHub(market);
    const names = ['quote', 'count', 'sum', 'slow'];
    expect(() => hub.requireComplete()).toThrow(
      new Error(
        [
          ...names.map((name) => `procedure ${name}: nobody implements it; call implement(…)`),
          'topic board: it has a snapshot that nobody gives; call topic(…)',
        ].join('\n'),
      ),
    );
    hub.implement(market.procedures.slow, () => {});
    hub.topic(market.topics.board, { snapshot: () => ({ lines: 1 }) });
    expect(() => hub.requireComplete()).toThrow(/^procedure quote.*\nprocedure count.*\nprocedure sum[^\n]*$/);
    expect(new Desk().hub.requireComplete()).toBeUndefined();
  });

  it('takes nothing of another contract', () => {
    const { hub } = new TestHub(desk);
    expect(() => hub.implement(other.procedures, { ping: () => {} })).toThrow(/^implement: ping: is not of this contract/);
    expect(() => hub.topic(market.topics.chat, {})).toThrow(/^chat: is not of this contract/);
    expect(() => hub.room(market.topics.chat, { room: 'a' })).toThrow(/^chat: is not of this contract/);
  });

  it('refuses a limit that is wrong when it is made', () => {
    const { platform, broker, log } = new TestHub(desk);
    expect(() => new Hub({ contract: desk, platform, broker, log, limits: { rooms: 0 } })).toThrow(RangeError);
  });

  it('says with what a function of a topic throws for a peer who that was, and by which request it came', async () => {
    const doors = contract({
      procedures: {},
      topics: { door: topic({ events: { knock: event(Type.Null(), { delivery: 'ephemeral' }) }, publish: ['knock'] }) },
    });
    const test = new TestHub(doors);
    const failures = ['the door is gone', 'the knocker is gone'].map((message) => new Error(message));
    let joins = 0;
    test.hub.topic(doors.topics.door, {
      authorize(_, _peer, action) {
        if (action === 'join') joins += 1;
        if (joins === 1) throw failures[0];
        return true;
      },
      onPublish() {
        throw failures[1];
      },
    });
    const upgraded = (link: ServerLink, codec: Codec) =>
      test.hub.accept({ link, codec, address: 'test', log: test.log.child({ reqId: 'req-7' }), authenticate: test.authenticate });
    const client = new Stranger({ accept: upgraded }).hello();
    await settled();
    client.ask(-2, '$/join', { topic: 'door' }).ask(-3, '$/join', { topic: 'door' });
    await settled();
    client.ask(-4, '$/publish', { room: 1, event: 'knock', data: null });
    await settled();
    const who = { reqId: 'req-7', peer: test.hub.peers()[0]?.id, errorId: expect.any(String), topic: 'door' };
    expect(test.log.lines).toEqual([
      ['error', { ...who, err: failures[0] }, 'a handler failed'],
      ['error', { ...who, err: failures[1], event: 'knock' }, 'a handler failed'],
    ]);
  });

  it('lists its peers, those included that are away', async () => {
    const { test } = await three();
    expect(test.hub.peers().map(({ principal, isConnected }) => [principal, isConnected])).toEqual([
      ['ann', true],
      ['bob', false],
      ['eve', true],
    ]);
  });

  it('disconnects those that a function picks, with 4503 unless it is told otherwise', async () => {
    const { test, clients } = await three();
    expect(test.hub.disconnect({ where: ({ context }) => context.user !== 'ann' })).toBe(2);
    expect(test.hub.disconnect({ where: ({ context }) => context.user === 'ann', code: 4001, reason: 'moved' })).toBe(1);
    expect(test.hub.disconnect({ where: ({ context }) => context.user === 'eve' })).toBe(0);
    expect(clients.map(({ link }) => link.closes)).toEqual([[{ code: 4001, reason: 'moved' }], [], [{ code: 4503, reason: '' }]]);
    expect(test.hub.peers().map(({ principal }) => principal)).toEqual(['ann']);
  });

  it('disconnects nobody with a code that is none', async () => {
    const { test, clients } = await three();
    expect(() => test.hub.disconnect({ where: () => true, code: 1000 })).toThrow(RangeError);
    expect(clients.map(({ link }) => link.closes)).toEqual([[], [], []]);
  });

  it('answers a request without a connection, a batch and a notification', async () => {
    const test = new Desk();
    const request = (id: number) => ({ jsonrpc: '2.0', id, method: 'whoami' });
    expect(await lone(test, JSON.stringify(request(1)))).toBe('{"jsonrpc":"2.0","result":"kim","id":1}');
    expect(await lone(test, JSON.stringify([request(1), request(2)]))).toBe(
      '[{"jsonrpc":"2.0","result":"kim","id":1},{"jsonrpc":"2.0","result":"kim","id":2}]',
    );
    expect(await lone(test, '{"jsonrpc":"2.0","method":"whoami"}')).toBeUndefined();
    expect(await lone(test, '{')).toMatch(/-32700/);
  });

  it('aborts what nobody waits for any more', async () => {
    const test = new Desk();
    const controller = new AbortController();
    const answer = lone(test, '{"jsonrpc":"2.0","id":1,"method":"hold","params":{"key":"a"}}', controller.signal);
    controller.abort();
    expect([await answer, test.held.get('a')?.aborts]).toEqual([undefined, [expect.objectContaining({ name: 'Cancelled' })]]);
  });

  it('aborts what nobody waited for to begin with', async () => {
    const test = new Desk();
    const answer = lone(test, '{"jsonrpc":"2.0","id":1,"method":"hold","params":{"key":"a"}}', AbortSignal.abort());
    expect([await answer, test.held.get('a')?.aborts]).toEqual([undefined, [expect.objectContaining({ name: 'Cancelled' })]]);
  });
});
