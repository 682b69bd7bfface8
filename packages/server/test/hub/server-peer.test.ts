import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { declaredError, type IncomingCall, jsonCodec, OutcomeUnknownError, systemError } from '@trunkline/protocol/wire';
import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import type { HubLimits } from '../../src/peer/limits.ts';
import { Desk, desk } from '../support/desk.ts';
import { PeerBench } from '../support/peer-bench.ts';
import { Stranger } from '../support/stranger.ts';
import type { TestClientOptions } from '../support/test-client.ts';

const { confirm, watch } = desk.client;

/** A client that is live, and its peer. */
async function connected(options: TestClientOptions & { readonly limits?: Partial<HubLimits> } = {}) {
  const test = new Desk({ limits: options.limits ?? {} });
  const client = test.client({ auth: 'ann', ...options }).connect();
  await settled();
  const [peer] = test.hub.peers();
  if (peer === undefined) throw new Error('nobody came');
  /** The calls that came in at the client. */
  const calls: IncomingCall[] = [];
  client.onCall = (call) => calls.push(call);
  return { test, client, peer, calls };
}

/** How a call of the server ended. */
async function outcomeOf(call: Promise<unknown>): Promise<unknown> {
  try {
    return { value: await call };
  } catch (error) {
    return { error };
  }
}

describe.each([jsonCodec, msgpackCodec])('ServerPeer, calling its client over $name', (codec) => {
  it('resolves with what the client answers', async () => {
    const { peer, calls } = await connected({ codec });
    const answer = peer.call(confirm, { text: 'Sell?' });
    await settled();
    expect(calls.map(({ method, params }) => [method, params])).toEqual([['confirm', { text: 'Sell?' }]]);
    for (const call of calls) call.respond(true);
    expect(await answer).toBe(true);
  });

  it('rejects with an error that the procedure declares, and with one of the system', async () => {
    const { peer, client } = await connected({ codec });
    client.onCall = (call) => call.fail(declaredError('Busy', { key: 'k' }));
    expect(await outcomeOf(peer.call(confirm, { text: '' }))).toEqual({ error: declaredError('Busy', { key: 'k' }) });
    client.onCall = (call) => call.fail(systemError('Forbidden', 'no'));
    expect(await outcomeOf(peer.call(confirm, { text: '' }))).toEqual({ error: systemError('Forbidden', 'no') });
  });

  it('streams what the client streams', async () => {
    const { peer, client } = await connected({ codec });
    client.onCall = (call) => {
      for (const item of [1, 2, 3]) call.sendItem(item);
      call.respond('end');
    };
    const stream = peer.call(watch);
    const items: number[] = [];
    for await (const item of stream) items.push(item);
    expect([items, await stream.result()]).toEqual([[1, 2, 3], 'end']);
  });
});

describe('ServerPeer, calling its client', () => {
  it('rejects an answer that is not what the contract says, and logs it with the peer', async () => {
    const { peer, client, test } = await connected();
    client.onCall = (call) => call.respond('perhaps');
    expect(await outcomeOf(peer.call(confirm, { text: '' }))).toMatchObject({ error: { name: 'Internal' } });
    expect(test.log.lines).toMatchObject([
      ['warn', { method: 'confirm', peer: peer.id }, 'the result of a client is not what the contract says'],
    ]);
  });

  it('gives up at its deadline, also while the client is away', async () => {
    const { peer, client, test, calls } = await connected();
    const here = outcomeOf(peer.call(confirm, { text: '' }, { timeoutMs: 500 }));
    await settled();
    client.link.cut();
    await settled();
    const away = outcomeOf(peer.call(confirm, { text: '' }, { timeoutMs: 1_000 }));
    await test.platform.advance(1_000);
    const expected = {
      error: expect.objectContaining({ name: 'OutcomeUnknown', cause: expect.objectContaining({ name: 'DeadlineExceeded' }) }),
    };
    expect([await here, await away, calls.map(({ meta }) => meta.timeoutMs)]).toEqual([expected, expected, [500]]);
  });

  it('rejects as unknown when the session is lost first', async () => {
    const { peer, client, test } = await connected();
    const answer = outcomeOf(peer.call(confirm, { text: '' }));
    const stream = peer.call(watch);
    const streamed = outcomeOf(stream.result());
    await settled();
    client.link.cut();
    await test.platform.advance(60_000);
    expect([await answer, await streamed].map((outcome) => outcome)).toEqual([
      { error: new OutcomeUnknownError('the session was lost before the answer came') },
      { error: new OutcomeUnknownError('the session was lost before the answer came') },
    ]);
    expect(await outcomeOf(peer.call(confirm, { text: '' }))).toEqual({ error: systemError('Closed', 'the session is over') });
    expect(test.platform.timers).toBe(0);
  });

  it('reaches a client that comes back', async () => {
    const { peer, client, calls } = await connected();
    client.link.cut();
    await settled();
    const answer = peer.call(confirm, { text: 'still there?' });
    client.connect();
    await settled();
    for (const call of calls) call.respond(true);
    expect(await answer).toBe(true);
  });

  it('calls only what clients implement, and what its types say', async () => {
    const { peer } = await connected();
    expect(() => peer.call(desk.procedures.whoami)).toThrow(
      new TypeError("whoami is none that clients implement: take it from the contract's client"),
    );
    expect(() => peer.call(confirm, { text: '' }, { timeoutMs: 0 })).toThrow(RangeError);
  });
});

describe('ServerPeer', () => {
  it.each([
    { code: 4001, comesBack: true },
    { code: 4499, comesBack: true },
    { code: 4500, comesBack: false },
    { code: 4999, comesBack: false },
    { code: undefined, comesBack: false },
  ])('closes its connection with $code; the client may come back: $comesBack', async ({ code, comesBack }) => {
    const { test, client, peer } = await connected();
    peer.close(code, 'why');
    await settled();
    expect([client.closes, test.hub.peers().length, peer.isConnected]).toEqual([
      [{ code: code ?? 4503, reason: 'why', sentBy: 'server' }],
      comesBack ? 1 : 0,
      false,
    ]);
  });

  it.each([
    { code: 4001, isKept: true },
    { code: 4503, isKept: false },
  ])('that is away is kept after close($code): $isKept', async ({ code, isKept }) => {
    const { test, client, peer } = await connected();
    client.link.cut();
    await settled();
    peer.close(code);
    peer.close(code);
    expect(test.hub.peers()).toHaveLength(isKept ? 1 : 0);
  });

  it.each([1000, 3999, 5000, 4000.5, Number.NaN])('cannot be closed with %s', async (code) => {
    const { peer } = await connected();
    expect(() => peer.close(code)).toThrow(new RangeError(`a peer is closed with a code from 4000 to 4999, not ${code}`));
    expect(peer.isConnected).toBe(true);
  });

  it('is closed for a reason of at most 123 bytes', async () => {
    const { peer } = await connected();
    expect(() => peer.close(4503, 'ü'.repeat(62))).toThrow(new RangeError('a close reason has at most 123 bytes'));
    peer.close(4503, `${'ü'.repeat(61)}x`);
    expect(peer.isConnected).toBe(false);
  });

  it('can be closed by a handler that it called', async () => {
    const { test, client } = await connected();
    const outcome = client.call('hold', { key: 'a' });
    await settled();
    const held = test.held.get('a');
    held?.call.peer?.close();
    held?.resolve('too late');
    await settled();
    expect([await outcome, test.hub.peers(), client.closes.length]).toMatchObject([{ error: { name: 'OutcomeUnknown' } }, [], 1]);
  });

  it('logs with its id and with the request by which it came last', async () => {
    const bench = new PeerBench();
    const older = new Stranger(bench).hello();
    await settled();
    const [peer] = bench.peers.peers;
    peer?.log.info({ at: 1 }, 'here');
    older.server.closed(1006, '');
    peer?.log.info({ at: 2 }, 'away');
    new Stranger(bench).hello({ session: { token: older.token, generation: 1, received: 0 } });
    await settled();
    peer?.log.info({ at: 3 }, 'back');
    expect(bench.log.lines).toEqual([
      ['info', { reqId: 'req-1', peer: peer?.id, at: 1 }, 'here'],
      ['info', { reqId: 'req-1', peer: peer?.id, at: 2 }, 'away'],
      ['info', { reqId: 'req-2', peer: peer?.id, at: 3 }, 'back'],
    ]);
  });

  it('runs notifications, without a word about them', async () => {
    const test = new Desk();
    const client = new Stranger(test).hello({ auth: 'ann' });
    await settled();
    client.say(
      { kind: 'notify', method: 'hold', params: { key: 'a' } },
      { kind: 'notify', method: 'hold', params: {} },
      { kind: 'notify', method: 'nothing', params: undefined },
      { kind: 'notify', method: 'sum', params: undefined },
    );
    await settled();
    test.held.get('a')?.resolve('done');
    await settled();
    expect([test.held.get('a')?.call.context, client.envelopes.length, client.link.closes]).toEqual([{ user: 'ann' }, 1, []]);
  });

  it('aborts what notifications run when the session ends', async () => {
    const test = new Desk();
    const client = new Stranger(test).hello();
    await settled();
    client.say({ kind: 'notify', method: 'hold', params: { key: 'a' } });
    client.server.closed(1000, '');
    expect(test.held.get('a')?.aborts).toEqual([expect.objectContaining({ name: 'Closed' })]);
  });

  it('streams into half of the outbox while it is away, and goes on when it is back', async () => {
    const test = new Desk({ limits: { outboxBytes: 10_000 } });
    const older = new Stranger(test).hello();
    await settled();
    older.ask(1, 'flood', { bytes: 1_000, count: 40 });
    older.server.closed(1006, '');
    await settled();
    const away = test.flooded;
    const newer = new Stranger(test).hello({ session: { token: older.token, generation: 1, received: 0 } });
    await settled();
    expect([away, newer.envelopes.filter(({ kind }) => kind === 'item').length]).toEqual([5, 32]);
  });

  it('goes on with its streams over a newer connection, though the older one never says that it closed', async () => {
    const test = new Desk({ limits: { sendBudgetBytes: 4_000 } });
    const older = new Stranger(test).hello();
    await settled();
    older.link.onSend = () => {
      older.link.bufferedAmount += 1_000;
    };
    older.ask(1, 'flood', { bytes: 900, count: 40 });
    await settled();
    const received = older.envelopes.length - 1;
    const newer = new Stranger(test).hello({ session: { token: older.token, generation: 1, received } });
    await settled();
    const items = newer.envelopes.filter(({ kind }) => kind === 'item');
    expect([older.link.code, received + items.length]).toEqual([4003, 32]);
  });
});
