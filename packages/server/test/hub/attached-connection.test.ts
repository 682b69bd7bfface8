import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import { AttachedConnection } from '../../src/hub/attached-connection.ts';
import { SharedMessage } from '../../src/link/server-link.ts';
import { PeerRooms } from '../../src/rooms/peer-rooms.ts';
import { PeerBench } from '../support/peer-bench.ts';
import { Stranger } from '../support/stranger.ts';

/** What rooms see of a client that takes 2 KiB a message, and of which two rooms may catch up. */
async function attached() {
  const bench = new PeerBench({ roomsCatchingUp: 2 });
  const client = new Stranger(bench, msgpackCodec).hello({ limits: { messageBytes: 2_048, credit: 1 } });
  await settled();
  const [connection] = bench.accepted;
  const [peer] = bench.peers.peers;
  if (connection === undefined || peer === undefined) throw new Error('nobody came');
  const kept = new PeerRooms(bench.parts, bench.parts.lease, peer.id);
  return { client, connection, peer, kept, seen: new AttachedConnection(peer, connection, kept, bench.parts) };
}

describe('AttachedConnection', () => {
  it('shows the peer, how its client reads, and what it said it takes', async () => {
    const { connection, peer, kept, seen } = await attached();
    expect([seen.peer, seen.codec, seen.messageBytes, seen.memberships.kept, seen.credentialsVersion]).toEqual([
      peer,
      msgpackCodec,
      2_048,
      kept,
      0,
    ]);
    expect(seen.outflow).toBe(connection.link.outflow);
  });

  it('sends over the link of the connection, which counts it', async () => {
    const { client, seen } = await attached();
    client.link.bufferedAmount = (1 << 20) + 1;
    seen.send({ kind: 'gap', room: 1, epoch: 'e', offset: 2, reason: 'slow' });
    seen.sendShared(new SharedMessage(msgpackCodec.encode({ kind: 'pong', n: 7 })));
    expect(client.envelopes.slice(1)).toEqual([
      { kind: 'gap', room: 1, epoch: 'e', offset: 2, reason: 'slow' },
      { kind: 'pong', n: 7 },
    ]);
    expect(seen.outflow.isOpen).toBe(false);
  });

  it('is closed when its connection is, not when its peer has none', async () => {
    const { client, peer, seen } = await attached();
    expect([seen.isClosed, peer.isConnected]).toEqual([false, true]);
    client.server.closed(1006, '');
    expect([seen.isClosed, peer.isConnected]).toEqual([true, false]);
  });

  it('lets so many rooms catch up at a time', async () => {
    const { seen } = await attached();
    const entered: number[] = [];
    for (const index of [1, 2, 3]) {
      void seen.memberships.catchUps.acquire().then(() => entered.push(index));
    }
    await settled();
    expect(entered).toEqual([1, 2]);
  });
});
