import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { jsonCodec } from '@trunkline/protocol/wire';
import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import { PeerBench } from '../support/peer-bench.ts';
import { Stranger } from '../support/stranger.ts';

/** What a server still holds. */
function held({ peers, parts, broker, platform }: PeerBench) {
  return {
    peers: peers.peers.length,
    connections: peers.connections.length,
    sessions: peers.table.size,
    rooms: parts.rooms.size,
    brokerRooms: broker.size,
    timers: platform.timers,
  };
}

const nothing = { peers: 0, connections: 0, sessions: 0, rooms: 0, brokerRooms: 0, timers: 0 };

describe('PeerTable', () => {
  it('has a connection from the start, and a peer once it is let in', async () => {
    const bench = new PeerBench();
    const client = new Stranger(bench);
    expect([bench.peers.connections, bench.peers.peers]).toEqual([bench.accepted, []]);
    client.hello();
    await settled();
    const [connection] = bench.accepted;
    expect(bench.peers.peers).toHaveLength(1);
    expect(connection && bench.peers.connectionOf(connection.connection)).toBe(connection);
  });

  it('keeps a peer without its connection, for as long as sessions are kept', async () => {
    const bench = new PeerBench({ resumeMs: 5_000 });
    const client = new Stranger(bench).hello();
    await settled();
    client.server.closed(1006, '');
    expect(held(bench)).toMatchObject({ peers: 1, connections: 0, sessions: 1 });
    await bench.platform.advance(4_999);
    expect(bench.peers.peers).toHaveLength(1);
    await bench.platform.advance(1);
    expect(held(bench)).toEqual(nothing);
  });

  it.each([
    { code: 1000, isKept: false },
    { code: 1001, isKept: false },
    { code: 1009, isKept: false },
    { code: 1006, isKept: true },
    { code: 4001, isKept: true },
  ])('after close code $code of the client keeps its peer: $isKept (§4)', async ({ code, isKept }) => {
    const bench = new PeerBench();
    const client = new Stranger(bench).hello();
    await settled();
    client.server.closed(code, '');
    expect(bench.peers.peers).toHaveLength(isKept ? 1 : 0);
  });

  it('ends all at once, and leaves no timer', async () => {
    const bench = new PeerBench();
    const gone = new Stranger(bench).hello();
    const there = new Stranger(bench).hello();
    await settled();
    gone.server.closed(1006, '');
    for (const connection of bench.peers.connections) connection.close(4001, 'bye');
    bench.peers.endAll('over');
    expect([held(bench), there.link.code]).toEqual([nothing, 4001]);
  });

  it('has nothing left of 10,000 clients that come, ask and go', async () => {
    const bench = new PeerBench();
    for (let round = 0; round < 100; round += 1) {
      const clients = Array.from({ length: 100 }, () => new Stranger(bench, round % 2 === 0 ? jsonCodec : msgpackCodec).hello());
      await settled();
      for (const [index, client] of clients.entries()) {
        client.ask(-2, '$/join', { topic: 'chat', params: { room: `room ${index}` } });
        client.ask(-3, '$/join', { topic: 'seats', params: { room: 'one' }, state: { name: 'x' } });
        client.ask(1, 'nothing').say({ kind: 'notify', method: 'nothing', params: undefined });
        if (index % 2 === 0) client.ask(-4, '$/auth', { auth: 'ann' });
      }
      await settled();
      // Every way in which a connection ends. Taken out, so that nothing but the server keeps what is over.
      const accepted = bench.accepted.splice(0);
      for (const [index, client] of clients.entries()) {
        const way = index % 5;
        if (way === 0) client.server.closed(1000, '');
        else if (way === 1) client.server.closed(1006, '');
        else if (way === 2) client.write('no envelope');
        else if (way === 3) accepted[index]?.close(4503, 'banned');
        else accepted[index]?.close(4001, 'bye');
        client.server.closed(1006, '');
      }
      expect(held(bench)).toMatchObject({ connections: 0, sessions: Math.min(round + 1, 60) * 40 });
      await bench.platform.advance(1_000);
    }
    await bench.platform.advance(61_000);
    expect(held(bench)).toEqual(nothing);
  });
});
