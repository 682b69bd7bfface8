import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { jsonCodec } from '@trunkline/protocol/wire';
import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import { Desk, desk } from '../support/desk.ts';
import type { TestClient } from '../support/test-client.ts';

/** A client of the desk that is live. */
async function live(client: TestClient): Promise<TestClient> {
  client.connect();
  await settled();
  return client;
}

async function cut(client: TestClient): Promise<void> {
  client.link.cut();
  await settled();
}

const resumed = (client: TestClient) => client.hellos.map(({ session }) => session.resumed);

describe.each([jsonCodec, msgpackCodec])('a session at a hub, over $name', (codec) => {
  it('is the same peer over all its connections; calls in flight are answered over the next', async () => {
    const test = new Desk();
    const client = await live(test.client({ codec, auth: 'ann' }));
    const [peer] = test.hub.peers();
    const answer = client.call('hold', { key: 'a' });
    await settled();
    await cut(client);
    expect([peer?.isConnected, test.held.get('a')?.aborts]).toEqual([false, []]);
    test.held.get('a')?.resolve('while it was away');
    await settled();
    await live(client);
    expect([await answer, resumed(client), test.hub.peers()]).toEqual([{ ok: true, value: 'while it was away' }, [false, true], [peer]]);
    expect([peer?.isConnected, new Set(client.hellos.map((hello) => hello.peer))]).toEqual([true, new Set([peer?.id])]);
  });

  it('goes on with a stream where it stood, without a hole', async () => {
    const test = new Desk();
    const client = await live(test.client({ codec }));
    const outcome = client.call('count', { to: 500 });
    for (let drop = 0; drop < 5; drop += 1) {
      client.link.readSome(3);
      await cut(client);
      await live(client);
    }
    expect([await outcome, client.items.slice(0, 3), client.items.length]).toEqual([{ ok: true, value: 'done' }, [1, 2, 3], 500]);
  });

  it('knows whom its newest hello said, for what it asks from then on', async () => {
    const test = new Desk();
    test.authenticate = (auth) => ({ context: { user: String(auth) }, principal: 'ann' });
    const client = await live(test.client({ codec, auth: 'ann, once' }));
    await cut(client);
    client.connect('ann, again');
    expect(await client.call('whoami')).toEqual({ ok: true, value: 'ann, again' });
    expect(test.hub.peers().map(({ context }) => context.user)).toEqual(['ann, again']);
  });
});

describe('a session at a hub', () => {
  it('is not given to another principal, and stays as it is', async () => {
    const test = new Desk();
    const client = await live(test.client({ auth: 'ann' }));
    const outcome = client.call('hold', { key: 'a' });
    await settled();
    await cut(client);
    client.connect('eve');
    await settled();
    expect([resumed(client), await outcome]).toEqual([
      [false, false],
      { ok: false, error: expect.objectContaining({ name: 'OutcomeUnknown' }) },
    ]);
    expect(test.hub.peers().map(({ principal, isConnected }) => [principal, isConnected])).toEqual([
      ['ann', false],
      ['eve', true],
    ]);
    expect(test.held.get('a')?.aborts).toEqual([]);
  });

  it('is over when nobody came back in time: handlers are aborted, no timer is left', async () => {
    const test = new Desk({ limits: { resumeMs: 5_000 } });
    const client = await live(test.client());
    void client.call('hold', { key: 'a' });
    await settled();
    await cut(client);
    await test.platform.advance(4_999);
    expect(test.held.get('a')?.aborts).toEqual([]);
    await test.platform.advance(1);
    expect([test.held.get('a')?.aborts, test.hub.peers(), test.platform.timers]).toEqual([
      [expect.objectContaining({ name: 'Closed' })],
      [],
      0,
    ]);
    await live(client);
    expect(resumed(client)).toEqual([false, false]);
  });

  it('can be resumed however many streams had more to say meanwhile: none fills the outbox', async () => {
    const test = new Desk({ limits: { outboxEnvelopes: 40 } });
    const client = await live(test.client());
    const outcomes = Array.from({ length: 8 }, () => client.call('count', { to: 100 }));
    // Lost when each has begun: what it may still send without credit, it makes while there is no connection.
    while (client.link.sent.length < 10) await Promise.resolve();
    await cut(client);
    await live(client);
    expect([resumed(client), await Promise.all(outcomes), client.items.length]).toEqual([
      [false, true],
      outcomes.map(() => ({ ok: true, value: 'done' })),
      800,
    ]);
  });

  it('is not kept at all where resumeMs is 0', async () => {
    const test = new Desk({ limits: { resumeMs: 0 } });
    const client = await live(test.client());
    await cut(client);
    expect(test.hub.peers()).toEqual([]);
  });

  it('is ended by a code that says: stay away, also while it is detached', async () => {
    const test = new Desk();
    const clients = [await live(test.client({ auth: 'ann' })), await live(test.client({ auth: 'bob' }))];
    for (const [index, client] of clients.entries()) void client.call('hold', { key: `${index}` });
    await settled();
    for (const client of clients.slice(1)) await cut(client);
    expect(test.hub.disconnect({ where: () => true, reason: 'out' })).toBe(2);
    await settled();
    expect([test.hub.peers(), [...test.held.values()].map(({ aborts }) => aborts.length)]).toEqual([[], [1, 1]]);
    expect(clients.map(({ closes }) => closes.at(-1))).toEqual([
      { code: 4503, reason: 'out', sentBy: 'server' },
      { code: 1006, reason: '', sentBy: 'server' },
    ]);
  });

  it('takes its rooms back by joining them, and was never away for the others', async () => {
    const test = new Desk();
    const client = await live(test.client({ auth: 'ann' }));
    const other = await live(test.client({ auth: 'bob' }));
    const state = { name: 'Ann' };
    await client.join('seats', { room: 'a' }, { state });
    await other.join('seats', { room: 'a' }, { state: { name: 'Bob' } });
    await test.platform.advance(1_000);
    other.events.length = 0;
    await cut(client);
    await test.platform.advance(9_000);
    await live(client);
    await client.join('seats', { room: 'a' }, { state });
    await test.platform.advance(5_000);
    const left = other.events.flatMap((event) => (event.kind === 'presence' && Array.isArray(event.changes) ? event.changes : []));
    expect(left.filter((change) => change.length === 1)).toEqual([]);
  });

  it('is taken over by its newer connection, from one that the server still thinks alive', async () => {
    const test = new Desk({ limits: { sendBudgetBytes: 2_000 } });
    const client = await live(test.client());
    // A phone that changed its network: the old link is full and says nothing any more.
    const old = client.link;
    old.stall();
    const outcome = client.call('count', { to: 200 });
    void client.call('big', { bytes: 2_500 });
    await settled();
    client.connect();
    await settled();
    expect([await outcome, resumed(client), client.items.length]).toEqual([{ ok: true, value: 'done' }, [false, true], 200]);
    expect(old.isClosed).toBe(true);
  });

  it('ends rooms with its connection: nothing of them is sent over the next before they are joined', async () => {
    const test = new Desk();
    const client = await live(test.client());
    await client.join('chat', { room: 'a' });
    await cut(client);
    await live(client);
    await test.hub.room(desk.topics.chat, { room: 'a' }).publish('message', { text: 'x' });
    await settled();
    expect(client.events).toEqual([]);
  });
});
