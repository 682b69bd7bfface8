import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { jsonCodec } from '@trunkline/protocol/wire';
import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import { market } from '../support/market.ts';
import { TestHub, type TestHubOptions } from '../support/test-hub.ts';

function started(options: TestHubOptions = {}) {
  const test = new TestHub(market, options);
  const { hub } = test;
  hub.implement(market.procedures, {
    quote: ({ symbol }, call) => {
      if (symbol !== 'ACME') throw call.error('UnknownSymbol', { symbol });
      return 42;
    },
    async *count({ to }) {
      for (let at = 1; at <= to; at += 1) yield await at;
      return 'done';
    },
    async sum(_, call) {
      let sum = 0;
      for await (const number of call.input) sum += number;
      return sum;
    },
    slow: (_, call) => new Promise<void>((_, reject) => call.signal.addEventListener('abort', () => reject(call.signal.reason))),
  });
  hub.topic(market.topics.board, { snapshot: () => ({ lines: 7 }) });
  hub.requireComplete();
  return test;
}

describe.each([jsonCodec, msgpackCodec])('Hub over $name', (codec) => {
  it('answers calls', async () => {
    const test = started();
    const client = test.client({ codec }).connect();
    expect(await client.call('quote', { symbol: 'ACME' })).toEqual({ ok: true, value: 42 });
    expect(await client.call('quote', { symbol: 'X' })).toMatchObject({
      ok: false,
      error: { name: 'UnknownSymbol', data: { symbol: 'X' } },
    });
    expect(await client.call('nothing')).toMatchObject({ ok: false, error: { name: 'MethodNotFound' } });
    expect(await client.call('count', { to: 100 })).toEqual({ ok: true, value: 'done' });
  });

  it('fans out what is published in one turn as one message to each member', async () => {
    const test = started();
    const clients = [test.client({ codec }).connect(), test.client({ codec }).connect()];
    for (const client of clients) {
      expect(await client.join('chat', { room: 'a' })).toMatchObject({ room: 1, offset: 0, recovered: false, snapshot: false });
    }
    const before = clients.map(({ link }) => link.sent.length);
    const room = test.hub.room(market.topics.chat, { room: 'a' });
    expect(await Promise.all(['x', 'y', 'z'].map((text) => room.publish('message', { text })))).toEqual([
      { offset: 1 },
      { offset: 2 },
      { offset: 3 },
    ]);
    await settled();
    for (const [index, client] of clients.entries()) {
      expect(client.events).toEqual([
        {
          kind: 'events',
          room: 1,
          firstOffset: 1,
          events: [
            ['message', { text: 'x' }],
            ['message', { text: 'y' }],
            ['message', { text: 'z' }],
          ],
        },
      ]);
      expect(client.link.sent.length - (before[index] ?? 0)).toBe(1);
    }
  });

  it('sends what was missed behind a position, then what is live', async () => {
    const test = started();
    const client = test.client({ codec }).connect();
    const { epoch } = await client.join('chat', { room: 'a' });
    const room = test.hub.room(market.topics.chat, { room: 'a' });
    for (const text of ['1', '2', '3']) await room.publish('message', { text });
    client.link.cut();
    await settled();
    client.connect();
    client.events.length = 0;
    const reply = await client.join('chat', { room: 'a' }, { position: { epoch, offset: 1 } });
    expect(reply).toMatchObject({ epoch, offset: 1, recovered: true });
    await room.publish('message', { text: '4' });
    await settled();
    expect(client.events).toMatchObject([
      {
        kind: 'events',
        firstOffset: 2,
        events: [
          ['message', { text: '2' }],
          ['message', { text: '3' }],
        ],
      },
      { kind: 'event', offset: 4, data: { text: '4' } },
    ]);
  });

  it('sends a snapshot where the log does not reach back, else a gap', async () => {
    const test = started();
    const board = test.hub.room(market.topics.board);
    const client = test.client({ codec }).connect();
    const { epoch } = await client.join('board');
    for (let line = 1; line <= 8; line += 1) await board.publish('line', line);
    const other = test.client({ codec }).connect();
    expect(await other.join('board', undefined, { position: { epoch, offset: 1 } })).toMatchObject({
      epoch,
      offset: 8,
      recovered: false,
      snapshot: true,
    });
    await settled();
    expect(other.events).toEqual([{ kind: 'snapshot', room: 1, epoch, offset: 8, data: { lines: 7 } }]);
    const late = test.client({ codec }).connect();
    expect(await late.join('chat', { room: 'a' }, { position: { epoch: 'another', offset: 3 } })).toMatchObject({
      offset: 0,
      recovered: false,
    });
    await settled();
    expect(late.events).toMatchObject([{ kind: 'gap', offset: 0, reason: 'epoch' }]);
  });
});
