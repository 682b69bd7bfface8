import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import { HallBench, type HallBenchOptions } from '../support/hall-bench.ts';
import type { TestClient } from '../support/test-client.ts';
import { range } from '../support/told.ts';

const LOBBY = { name: 'a' };

function named(name: string) {
  return { state: { name } };
}

/** Ann watches; whoever else comes, comes after. What she was told of herself is forgotten. */
async function watched(options: HallBenchOptions = {}, messageBytes = 1 << 20) {
  const bench = new HallBench(options);
  const ann = bench.client({ messageBytes });
  await ann.join('lobby', LOBBY, named('ann'));
  await bench.platform.advance(100);
  ann.events.length = 0;
  return { bench, ann };
}

function peerOf({ hellos }: TestClient): string {
  const [hello] = hellos;
  if (hello === undefined) throw new Error('it is not connected');
  return hello.peer;
}

function presence(full: boolean, changes: unknown, room = 1) {
  return { kind: 'presence', room, full, changes };
}

describe('MemberPresence', () => {
  it('begins with who is there, the member too', async () => {
    const { bench, ann } = await watched();
    const bob = bench.client();
    const { members } = await bob.join('lobby', LOBBY, named('bob'));
    expect(members).toEqual([
      [peerOf(ann), { name: 'ann' }],
      [peerOf(bob), { name: 'bob' }],
    ]);
  });

  it('tells who comes and leaves, every 100 ms', async () => {
    const { bench, ann } = await watched();
    const [bob, eve] = [bench.client(), bench.client()];
    const { room } = await bob.join('lobby', LOBBY, named('bob'));
    await eve.join('lobby', LOBBY, named('eve'));
    await bench.platform.advance(100);
    await bob.request('$/leave', { room });
    await bench.platform.advance(100);
    expect(ann.events).toEqual([
      presence(false, [
        [peerOf(bob), { name: 'bob' }],
        [peerOf(eve), { name: 'eve' }],
      ]),
      presence(false, [[peerOf(bob)]]),
    ]);
  });

  it('tells nobody of a member that is back within 10 s: it never left', async () => {
    const { bench, ann } = await watched();
    const bob = bench.client();
    await bob.join('lobby', LOBBY, named('bob'));
    await bench.platform.advance(100);
    ann.events.length = 0;
    bob.link.cut();
    await bench.platform.advance(9_000);
    bob.connect();
    await bob.join('lobby', LOBBY, named('bob'));
    await bench.platform.advance(60_000);
    expect(ann.events).toEqual([]);
  });

  it('tells who stays away after 10 s', async () => {
    const { bench, ann } = await watched();
    const bob = bench.client();
    await bob.join('lobby', LOBBY, named('bob'));
    await bench.platform.advance(100);
    ann.events.length = 0;
    bob.link.cut();
    await bench.platform.advance(10_000);
    expect(ann.events).toEqual([]);
    await bench.platform.advance(100);
    expect(ann.events).toEqual([presence(false, [[peerOf(bob)]])]);
  });

  it('tells at once who ended its session', async () => {
    const { bench, ann } = await watched();
    const bob = bench.client();
    await bob.join('lobby', LOBBY, named('bob'));
    await bench.platform.advance(100);
    ann.events.length = 0;
    bench.test.hub.disconnect({ where: ({ id }) => id === peerOf(bob) });
    await bench.platform.advance(100);
    expect(ann.events).toEqual([presence(false, [[peerOf(bob)]])]);
  });

  it('tells those of a server that is gone when its lease has ended', async () => {
    const { bench, ann } = await watched();
    const there = new HallBench({ beside: bench });
    const bob = there.client();
    await bob.join('lobby', LOBBY, named('bob'));
    await bench.platform.advance(100);
    ann.events.length = 0;
    there.broker.failing.add('renewLease');
    await bench.platform.advance(36_000);
    expect(ann.events).toEqual([presence(false, [[peerOf(bob)]])]);
    // It was not gone after all.
    there.broker.failing.clear();
    await bench.platform.advance(10_100);
    expect(ann.events.at(-1)).toEqual(presence(false, [[peerOf(bob), { name: 'bob' }]]));
  });

  it('tells one list in the place of the changes when the peer keeps up again', async () => {
    const { bench, ann } = await watched({ limits: { sendBudgetBytes: 4_096 } });
    await ann.join('feed', { name: 'a' });
    ann.link.stall();
    await bench.post('a', ['x'.repeat(5_000)]);
    await settled();
    const waits = ann.link.bufferedAmount;
    const others = range(1, 5).map(() => bench.client());
    for (const other of others) {
      await other.join('lobby', LOBBY, named('other'));
      await bench.platform.advance(100);
    }
    expect(ann.link.bufferedAmount).toBe(waits);
    ann.link.read();
    await settled();
    const all = [[peerOf(ann), { name: 'ann' }], ...others.map((other) => [peerOf(other), { name: 'other' }])];
    expect(ann.events.filter(({ kind }) => kind === 'presence')).toEqual([presence(true, all)]);
    const late = bench.client();
    await late.join('lobby', LOBBY, named('late'));
    await bench.platform.advance(100);
    expect(ann.events.at(-1)).toEqual(presence(false, [[peerOf(late), { name: 'late' }]]));
  });

  it('sends the lists of many rooms no faster than the peer reads', async () => {
    const bench = new HallBench({ limits: { sendBudgetBytes: 8_192 } });
    const [ann, bob] = [bench.client(), bench.client()];
    const names = range(1, 40).map((at) => `room ${at}`);
    for (const name of names) await ann.join('lobby', { name }, named('x'.repeat(1_000)));
    await ann.join('feed', { name: 'a' });
    await bench.platform.advance(100);
    ann.events.length = 0;
    ann.link.stall();
    await bench.post('a', ['x'.repeat(9_000)]);
    for (const name of names) await bob.join('lobby', { name }, named('y'.repeat(1_000)));
    await bench.platform.advance(100);
    ann.link.read();
    await bench.platform.advance(1_000);
    expect(ann.closes).toEqual([]);
    expect(ann.link.mostBuffered).toBeLessThan(2 * 8_192);
    expect(ann.events.filter(({ kind }) => kind === 'presence')).toHaveLength(40);
  });

  it('tells a client that does not take the list how many there are, and the list once it is short enough', async () => {
    const { bench, ann } = await watched({}, 4_096);
    const others = range(1, 5).map(() => bench.client());
    const rooms: number[] = [];
    for (const other of others) rooms.push((await other.join('lobby', LOBBY, named('x'.repeat(1_000)))).room);
    await bench.platform.advance(100);
    expect(ann.events).toEqual([presence(true, 6)]);
    ann.events.length = 0;
    await others[0]?.request('$/state', { room: rooms[0], state: { name: 'short' } });
    await bench.platform.advance(100);
    expect(ann.events).toEqual([presence(true, 6)]);
    ann.events.length = 0;
    for (const [at, other] of others.slice(1).entries()) await other.request('$/leave', { room: rooms[at + 1] });
    await bench.platform.advance(100);
    const [first] = others;
    expect(ann.events).toEqual([
      presence(true, [
        [peerOf(ann), { name: 'ann' }],
        [first && peerOf(first), { name: 'short' }],
      ]),
    ]);
  });

  it('tells how many there are where more than 256 are', async () => {
    const { bench, ann } = await watched();
    const others = range(1, 255).map(() => bench.client());
    for (const other of others) await other.join('lobby', LOBBY, named('x'));
    await bench.platform.advance(100);
    expect(ann.events).toMatchObject([{ full: false }]);
    ann.events.length = 0;
    const last = bench.client();
    expect((await last.join('lobby', LOBBY, named('last'))).members).toBe(257);
    await bench.platform.advance(100);
    expect(ann.events).toEqual([presence(true, 257)]);
  });

  it('tells nothing to whoever was thrown out while it did not keep up', async () => {
    const { bench, ann } = await watched({ limits: { sendBudgetBytes: 4_096 } });
    await ann.join('feed', { name: 'a' });
    const answers: ((answer: boolean) => void)[] = [];
    bench.authorize = () => new Promise((resolve) => answers.push(resolve));
    const changed = ann.request('$/auth', { auth: 'eve' });
    await settled();
    ann.link.stall();
    await bench.post('a', ['x'.repeat(5_000)]);
    bench.authorize = () => true;
    await bench.client().join('lobby', LOBBY, named('bob'));
    await bench.platform.advance(100);
    for (const answer of answers) answer(false);
    await settled();
    ann.link.read();
    await changed;
    await bench.platform.advance(1_000);
    expect(ann.events.filter(({ room }) => room === 1)).toEqual([
      { kind: 'revoked', room: 1, error: { code: -32_002, message: 'you may not join this room' } },
    ]);
  });
});
