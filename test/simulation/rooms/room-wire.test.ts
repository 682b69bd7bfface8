import type { JoinReply } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { FeatureCounts } from '../kernel/feature-counts.ts';
import { RoomWire } from './room-wire.ts';
import { testRoom } from './test-room.ts';

const REQUEST = { connection: 1, position: undefined, state: undefined };
const reply = (room: number): JoinReply => ({ room, epoch: 'e', offset: 0, recovered: false, snapshot: false });

/** What comes over a connection whose credentials do not allow some rooms; there is one, the feed. */
function wireOf(denied: readonly string[]) {
  const { room, book, publish } = testRoom('feed');
  const place = { who: 'client', book, features: new FeatureCounts(), isSkipped: () => false };
  const wire = new RoomWire([room], place, new Set(denied));
  const receive = () => wire.receive({ kind: 'event', room: 7, offset: 0, name: 'blip', data: publish('blip') });
  return { wire, room, receive };
}

describe('RoomWire', () => {
  it('sees that something comes before the reply', () => {
    const { wire, room, receive } = wireOf([]);
    expect(receive).toThrow('the reply to a join comes before');
    wire.granted(room, REQUEST, reply(7));
    receive();
  });

  it('sees that a number stands for two rooms', () => {
    const { wire, room } = wireOf([]);
    wire.granted(room, REQUEST, reply(7));
    expect(() => wire.granted(testRoom('feed').room, REQUEST, reply(7))).toThrow('a number stands for one room');
  });

  it('sees that a room is joined which the credentials do not allow', () => {
    const { wire, room } = wireOf(['feed']);
    expect(() => wire.granted(room, REQUEST, reply(7))).toThrow('do not allow');
  });

  it('takes new credentials for what they allow at once, for what they do not once they are settled', () => {
    const { wire, room, receive } = wireOf(['feed']);
    const allowing = wire.renews(new Set());
    wire.granted(room, REQUEST, reply(7));
    const denying = wire.renews(new Set(['feed']));
    receive();
    // Only the newest count.
    allowing.settled();
    receive();
    denying.settled();
    expect(receive).toThrow('do not allow');
  });
});
