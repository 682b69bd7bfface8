import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { jsonCodec } from '@trunkline/protocol/wire';
import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import { Desk, desk } from '../support/desk.ts';

const BUDGET = 4_000;

/** A client that has stopped reading while the answers to its calls fill its link. */
async function stalled({ codec = jsonCodec, waitMs = 0 } = {}) {
  const test = new Desk({ limits: { sendBudgetBytes: BUDGET } });
  const client = test.client({ codec }).connect();
  await client.join('chat', { room: 'a' });
  // Past the hello's deadline nothing but the link's own would ring.
  await test.platform.advance(waitMs);
  client.link.stall();
  void client.call('big', { bytes: BUDGET });
  await settled();
  return { test, client, link: client.link };
}

describe.each([jsonCodec, msgpackCodec])('a slow reader, over $name', (codec) => {
  it('is not read while it does not read, and goes on where it stood', async () => {
    const { client, link } = await stalled({ codec });
    const answer = client.call('whoami');
    await settled();
    expect([link.isPaused, client.session.waitingCalls]).toEqual([true, 0]);
    link.read();
    expect(await answer).toEqual({ ok: true, value: 'nobody' });
    expect([link.isPaused, client.closes]).toEqual([false, []]);
  });

  it('costs a bounded amount, however much is published to its rooms', async () => {
    const { test, link } = await stalled({ codec });
    const room = test.hub.room(desk.topics.chat, { room: 'a' });
    for (let count = 0; count < 500; count += 1) await room.publish('message', { text: 'x'.repeat(1_000) });
    await settled();
    expect(link.mostBuffered).toBeLessThan(2 * BUDGET);
  });
});

describe('a slow reader', () => {
  it.each([0, 60_000])('is closed with 4002 when it took nothing for 30 s, %s ms after it came', async (waitMs) => {
    const { test, client, link } = await stalled({ waitMs });
    await test.platform.advance(29_999);
    expect(link.isClosed).toBe(false);
    await test.platform.advance(1);
    link.read();
    await settled();
    expect(client.closes).toEqual([{ code: 4002, reason: 'slow', sentBy: 'server' }]);
  });

  it.each([
    { what: 'an answer that comes late', fill: (test: Desk) => test.held.get('a')?.resolve('x'.repeat(BUDGET)) },
    {
      what: 'events of a room',
      fill: async (test: Desk) => {
        const room = test.hub.room(desk.topics.chat, { room: 'a' });
        for (let count = 0; count < 5; count += 1) await room.publish('message', { text: 'x'.repeat(1_000) });
      },
    },
  ])('is closed though nothing comes in from it, when $what filled its link', async ({ fill }) => {
    const test = new Desk({ limits: { sendBudgetBytes: BUDGET } });
    const client = test.client().connect();
    await client.join('chat', { room: 'a' });
    void client.call('hold', { key: 'a' });
    await test.platform.advance(60_000);
    client.link.stall();
    await fill(test);
    await settled();
    expect(client.link.isPaused).toBe(true);
    await test.platform.advance(30_000);
    expect(client.link.isClosed).toBe(true);
  });

  it('has as long again whenever it took something', async () => {
    const test = new Desk({ limits: { sendBudgetBytes: BUDGET } });
    const client = test.client().connect();
    await settled();
    client.link.stall();
    for (const key of ['a', 'b', 'c']) void client.call('hold', { key });
    await settled();
    for (const held of test.held.values()) held.resolve('x'.repeat(2_000));
    await test.platform.advance(29_000);
    client.link.readSome(1);
    await test.platform.advance(30_000);
    expect([client.link.isClosed, client.link.isPaused]).toEqual([false, true]);
    await test.platform.advance(1_000);
    expect(client.link.isClosed).toBe(true);
  });

  it('is closed at the end of the turn in which more than twice the budget waits; the session is kept', async () => {
    const test = new Desk({ limits: { sendBudgetBytes: BUDGET } });
    const client = test.client().connect();
    await client.join('chat', { room: 'a' });
    client.link.stall();
    const answers = ['a', 'b'].map((key) => client.call('hold', { key }));
    await settled();
    await test.hub.room(desk.topics.chat, { room: 'a' }).publish('message', { text: 'x'.repeat(3_000) });
    for (const held of test.held.values()) held.resolve('x'.repeat(3_000));
    await settled();
    expect([client.link.isClosed, client.link.sent.length, test.hub.peers().length]).toEqual([true, 5, 1]);
    client.connect();
    expect((await Promise.all(answers)).map(({ ok }) => ok)).toEqual([true, true]);
  });

  it('holds no stream back that another reads', async () => {
    const { test } = await stalled();
    const other = test.client().connect();
    expect(await other.call('count', { to: 100 })).toEqual({ ok: true, value: 'done' });
  });

  it('does not let its generators run ahead', async () => {
    const test = new Desk({ limits: { sendBudgetBytes: BUDGET } });
    const client = test.client().connect();
    await settled();
    client.link.stall();
    void client.call('flood', { bytes: 1_000, count: 32 });
    await settled();
    expect(test.flooded).toBe(4);
    client.link.read();
    await settled();
    expect(test.flooded).toBe(32);
  });
});
