import { describe, expect, it } from 'vitest';
import type { EventTuple, GapReason } from '../../src/envelope/envelope.ts';
import type { JoinReply } from '../../src/rooms/join-reply.ts';
import type { Position } from '../../src/rooms/position.ts';
import { RoomStream, SEAM_WITHIN_MS } from '../../src/rooms/room-stream.ts';

const room = 1;
const event = (offset: number, data: unknown = `#${offset}`) => ({ kind: 'event', room, offset, name: 'trade', data }) as const;
const events = (firstOffset: number, count: number) => {
  const tuples = Array.from({ length: count }, (_, index): EventTuple => ['trade', `#${firstOffset + index}`]);
  return { kind: 'events', room, firstOffset, events: tuples } as const;
};
const snapshot = (epoch: string, offset: number) => ({ kind: 'snapshot', room, epoch, offset, data: 'state' }) as const;
const gap = (epoch: string, offset: number, reason: GapReason) => ({ kind: 'gap', room, epoch, offset, reason }) as const;

const told = (epoch: string, ...offsets: number[]) =>
  offsets.map((offset) => ({ kind: 'event', epoch, offset, name: 'trade', data: `#${offset}`, publisher: undefined }));
const toldGap = (epoch: string, offset: number, reason: GapReason) => ({ kind: 'gap', epoch, offset, reason });
const toldSnapshot = (epoch: string, offset: number) => ({ kind: 'snapshot', epoch, offset, data: 'state' });

function reply(epoch: string, offset: number, more: Partial<JoinReply> = {}): JoinReply {
  return { room, epoch, offset, recovered: false, snapshot: false, ...more };
}

/** A stream that was joined at a log's head and stands there. */
function flowingAt(epoch: string, offset: number): RoomStream {
  const stream = new RoomStream();
  stream.begin(reply(epoch, offset), undefined, 0);
  return stream;
}

/** A stream that was dropped there and joined again with this answer at 100. */
function rejoinedAt(position: Position, answer: JoinReply): RoomStream {
  const stream = flowingAt(position.epoch, position.offset);
  stream.interrupt();
  stream.begin(answer, stream.position, 100);
  return stream;
}

describe('RoomStream', () => {
  it('needs a join at first, and has no position to state', () => {
    const stream = new RoomStream();
    expect([stream.isBroken, stream.position, stream.nextDeadline()]).toEqual([true, undefined, Number.POSITIVE_INFINITY]);
  });

  it('begins at the head that the first reply names, without a gap', () => {
    const stream = flowingAt('e', 7);
    expect([stream.isBroken, stream.position, stream.nextDeadline()]).toEqual([false, { epoch: 'e', offset: 7 }, Number.POSITIVE_INFINITY]);
    expect(stream.receive(event(8))).toEqual(told('e', 8));
    expect(stream.position).toEqual({ epoch: 'e', offset: 8 });
  });

  it('begins with the snapshot that the first reply announces', () => {
    const stream = new RoomStream();
    stream.begin(reply('e', 7, { snapshot: true }), undefined, 0);
    expect(stream.receive(snapshot('e', 7))).toEqual([toldSnapshot('e', 7)]);
    expect(stream.receive(event(8))).toEqual(told('e', 8));
    expect(stream.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
  });

  it('states no position when it was dropped between the first reply and its snapshot', () => {
    const stream = new RoomStream();
    stream.begin(reply('e', 7, { snapshot: true }), undefined, 0);
    stream.interrupt();
    expect(stream.position).toBeUndefined();
    stream.begin(reply('e', 9, { snapshot: true }), undefined, 0);
    expect(stream.receive(snapshot('e', 9))).toEqual([toldSnapshot('e', 9)]);
  });

  it('passes the publisher and the index of a name on', () => {
    const stream = flowingAt('e', 0);
    expect(stream.receive({ kind: 'event', room, offset: 1, name: 3, data: null, publisher: 'p' })).toEqual([
      { kind: 'event', epoch: 'e', offset: 1, name: 3, data: null, publisher: 'p' },
    ]);
    expect(stream.receive({ kind: 'events', room, firstOffset: 2, events: [[4, 5, 'q']] })).toEqual([
      { kind: 'event', epoch: 'e', offset: 2, name: 4, data: 5, publisher: 'q' },
    ]);
  });

  it('drops duplicates, one by one in a chunk', () => {
    const stream = flowingAt('e', 3);
    expect(stream.receive(event(3))).toEqual([]);
    expect(stream.receive(events(2, 4))).toEqual(told('e', 4, 5));
    expect(stream.isBroken).toBe(false);
  });

  it('breaks at a hole and tells nothing behind it, whatever has an order', () => {
    const stream = flowingAt('e', 3);
    expect([stream.receive(event(5)), stream.isBroken, stream.position]).toEqual([[], true, { epoch: 'e', offset: 3 }]);
    const later = [event(4), event(5), events(4, 3), snapshot('e', 6), gap('e', 6, 'slow')];
    expect(later.flatMap((envelope) => stream.receive(envelope))).toEqual([]);
    expect([stream.isBroken, stream.position]).toEqual([true, { epoch: 'e', offset: 3 }]);
  });

  it('passes events that are not logged in every state, without moving', () => {
    const stream = flowingAt('e', 3);
    const value = { kind: 'event', epoch: 'e', offset: 0, name: 'trade', data: 5, publisher: undefined };
    expect(stream.receive(event(0, 5))).toEqual([value]);
    stream.receive(event(9));
    expect(stream.receive(event(0, 5))).toEqual([value]);
    stream.begin(reply('f', 3), stream.position, 0);
    expect(
      stream.receive({
        kind: 'events',
        room,
        firstOffset: 0,
        events: [
          ['trade', 5],
          ['trade', 5],
        ],
      }),
    ).toEqual([value, value]);
    expect(stream.position).toEqual({ epoch: 'e', offset: 3 });
  });

  it.each([0, 1, 5])('recovers a quiet room at %i, though nothing was missed (pains 1 and 2)', (offset) => {
    const stream = rejoinedAt({ epoch: 'e', offset }, reply('e', offset, { recovered: true }));
    expect([stream.isBroken, stream.nextDeadline()]).toEqual([false, Number.POSITIVE_INFINITY]);
    expect(stream.receive(event(offset + 1))).toEqual(told('e', offset + 1));
  });

  it('states what was replayed when it is dropped again (pain 5)', () => {
    const stream = rejoinedAt({ epoch: 'e', offset: 3 }, reply('e', 3, { recovered: true }));
    expect(stream.receive(events(4, 3))).toEqual(told('e', 4, 5, 6));
    stream.interrupt();
    expect(stream.position).toEqual({ epoch: 'e', offset: 6 });
    stream.begin(reply('e', 6, { recovered: true }), stream.position, 0);
    expect(stream.receive(events(7, 2))).toEqual(told('e', 7, 8));
  });

  describe('after a reply that is no recovery', () => {
    const at3 = { epoch: 'e', offset: 3 };

    it.each([
      ['snapshot', snapshot('f', 2), toldSnapshot('f', 2)],
      ['gap', gap('f', 2, 'epoch'), toldGap('f', 2, 'epoch')],
    ] as const)('tells the %s that follows, once, and goes on from it', (_, envelope, delivery) => {
      const stream = rejoinedAt(at3, reply('f', 2));
      expect(stream.receive(envelope)).toEqual([delivery]);
      expect(stream.position).toEqual({ epoch: 'f', offset: 2 });
      expect(stream.receive(event(3))).toEqual(told('f', 3));
      expect(stream.timePassed(1e9)).toEqual([]);
    });

    it('stays where it was until one of them has come', () => {
      const stream = rejoinedAt(at3, reply('f', 2));
      stream.interrupt();
      expect(stream.position).toEqual(at3);
    });

    it.each([
      ['another epoch', reply('f', 2), toldGap('f', 2, 'epoch')],
      ['an unknown epoch', reply('', 4), toldGap('', 4, 'epoch')],
      ['a later begin', reply('e', 9), toldGap('e', 9, 'trimmed')],
      ['a position beyond the head', reply('e', 2), toldGap('e', 2, 'epoch')],
      ['a recovery in another epoch', reply('f', 3, { recovered: true }), toldGap('f', 3, 'epoch')],
      ['a recovery in an unknown epoch', reply('', 3, { recovered: true }), toldGap('', 3, 'epoch')],
      ['a recovery that begins later', reply('e', 4, { recovered: true }), toldGap('e', 4, 'trimmed')],
      ['an announced snapshot that never comes', reply('e', 9, { snapshot: true }), toldGap('e', 9, 'trimmed')],
    ])('tells a gap for %s when neither comes before the first logged event', (_, answer, delivery) => {
      const stream = rejoinedAt(at3, answer);
      const next = answer.offset + 1;
      expect(stream.receive(event(next))).toEqual([delivery, ...told(answer.epoch, next)]);
      expect(stream.receive(event(next + 1))).toEqual(told(answer.epoch, next + 1));
    });

    it('tells it in a quiet room after a while', () => {
      const stream = rejoinedAt(at3, reply('f', 2));
      expect(stream.nextDeadline()).toBe(100 + SEAM_WITHIN_MS);
      expect(stream.timePassed(99 + SEAM_WITHIN_MS)).toEqual([]);
      expect(stream.timePassed(100 + SEAM_WITHIN_MS)).toEqual([toldGap('f', 2, 'epoch')]);
      expect([stream.position, stream.nextDeadline()]).toEqual([{ epoch: 'f', offset: 2 }, Number.POSITIVE_INFINITY]);
    });

    it.each(['epoch', 'trimmed', 'slow'] as const)('does not tell it again when the server’s comes late: %s', (reason) => {
      const stream = rejoinedAt(at3, reply('f', 2));
      stream.timePassed(1e6);
      expect(stream.receive(gap('f', 2, reason))).toEqual([]);
      expect(stream.receive(event(3))).toEqual(told('f', 3));
    });

    it('tells a snapshot that comes late all the same', () => {
      const stream = rejoinedAt(at3, reply('f', 2));
      stream.timePassed(1e6);
      expect(stream.receive(snapshot('f', 2))).toEqual([toldSnapshot('f', 2)]);
    });

    it('breaks when the first event is not the one behind the begin', () => {
      const stream = rejoinedAt(at3, reply('f', 2));
      expect([stream.receive(event(4)), stream.isBroken, stream.position]).toEqual([
        [toldGap('f', 2, 'epoch')],
        true,
        { epoch: 'f', offset: 2 },
      ]);
    });

    it('tells nothing where nothing is missing', () => {
      const stream = rejoinedAt(at3, reply('e', 3));
      expect(stream.receive(event(4))).toEqual(told('e', 4));
    });
  });

  describe('of a topic without a log', () => {
    it('never has a position, nor a gap', () => {
      const stream = rejoinedAt({ epoch: '', offset: 0 }, reply('', 0));
      expect([stream.position, stream.isBroken, stream.nextDeadline()]).toEqual([undefined, false, Number.POSITIVE_INFINITY]);
    });

    it('waits for its snapshot each time', () => {
      const stream = rejoinedAt({ epoch: '', offset: 0 }, reply('', 0, { snapshot: true }));
      expect(stream.nextDeadline()).toBe(100 + SEAM_WITHIN_MS);
      expect(stream.receive(snapshot('', 0))).toEqual([toldSnapshot('', 0)]);
    });

    it('is not taken for one whose store was not known at first: that has a gap', () => {
      const stream = rejoinedAt({ epoch: '', offset: 0 }, reply('e', 5));
      expect(stream.receive(event(6))).toEqual([toldGap('e', 5, 'epoch'), ...told('e', 6)]);
    });
  });

  it('states a position in an unknown epoch, and believes no recovery there', () => {
    const stream = rejoinedAt({ epoch: '', offset: 7 }, reply('', 7, { recovered: true }));
    expect(stream.position).toEqual({ epoch: '', offset: 7 });
    expect(stream.receive(event(8))).toEqual([toldGap('', 7, 'epoch'), ...told('', 8)]);
  });

  describe('when it moved on between stating its position and the reply', () => {
    /** Stated 3; an older connection brought it to 6 meanwhile. */
    function moved(answer: JoinReply): RoomStream {
      const stream = flowingAt('e', 3);
      const stated = stream.position;
      stream.receive(events(4, 3));
      stream.begin(answer, stated, 0);
      return stream;
    }

    it('drops what is replayed and was told already', () => {
      expect(moved(reply('e', 3, { recovered: true })).receive(events(4, 4))).toEqual(told('e', 7));
    });

    it.each([4, 5, 6])('tells no gap up to %i, where it has been', (offset) => {
      const stream = moved(reply('e', offset));
      expect(stream.receive(gap('e', offset, 'trimmed'))).toEqual([]);
      expect(stream.receive(events(offset + 1, 7 - offset))).toEqual(told('e', 7));
    });

    it('tells a gap beyond', () => {
      expect(moved(reply('e', 7)).receive(gap('e', 7, 'trimmed'))).toEqual([toldGap('e', 7, 'trimmed')]);
    });

    it('goes back with a gap of another store, even one by the same name', () => {
      const stream = moved(reply('e', 2));
      expect(stream.receive(gap('e', 2, 'epoch'))).toEqual([toldGap('e', 2, 'epoch')]);
      expect(stream.receive(event(3))).toEqual(told('e', 3));
    });

    it('goes back with a snapshot, and is told once more what is newer', () => {
      const stream = moved(reply('e', 5));
      expect(stream.receive(snapshot('e', 5))).toEqual([toldSnapshot('e', 5)]);
      expect(stream.receive(event(6))).toEqual(told('e', 6));
    });

    it('does not take the recovery of another epoch for its own', () => {
      const stream = flowingAt('e', 3);
      const stated = stream.position;
      stream.receive(gap('f', 3, 'epoch'));
      stream.begin(reply('e', 3, { recovered: true }), stated, 0);
      expect(stream.receive(event(4))).toEqual([toldGap('e', 3, 'epoch'), ...told('e', 4)]);
    });

    it('asks again when it was moved back behind what it had stated', () => {
      const stream = flowingAt('e', 3);
      const stated = stream.position;
      stream.receive(snapshot('e', 1));
      stream.begin(reply('e', 3, { recovered: true }), stated, 0);
      expect([stream.isBroken, stream.position]).toEqual([true, { epoch: 'e', offset: 1 }]);
    });
  });

  it('tells a gap or a snapshot that nobody asked for: it was too slow', () => {
    const stream = flowingAt('e', 3);
    expect(stream.receive(gap('e', 9, 'slow'))).toEqual([toldGap('e', 9, 'slow')]);
    expect(stream.receive(snapshot('e', 20))).toEqual([toldSnapshot('e', 20)]);
    expect(stream.receive(event(21))).toEqual(told('e', 21));
  });

  describe('that has to forget', () => {
    it('asks again from where it is put', () => {
      const stream = flowingAt('e', 3);
      stream.receive(events(4, 3));
      stream.forget({ epoch: 'e', offset: 4 });
      expect([stream.isBroken, stream.receive(event(7)), stream.position]).toEqual([true, [], { epoch: 'e', offset: 4 }]);
      stream.begin(reply('e', 4, { recovered: true }), stream.position, 0);
      expect(stream.receive(events(5, 3))).toEqual(told('e', 5, 6, 7));
    });

    it('asks as if it had never joined when nothing was used', () => {
      const stream = flowingAt('e', 3);
      stream.forget(undefined);
      expect(stream.position).toBeUndefined();
      stream.begin(reply('f', 8), undefined, 0);
      expect(stream.receive(event(9))).toEqual(told('f', 9));
    });

    it('forgets a gap that it was about to tell', () => {
      const stream = rejoinedAt({ epoch: 'e', offset: 3 }, reply('f', 2));
      stream.forget({ epoch: 'e', offset: 1 });
      expect([stream.nextDeadline(), stream.timePassed(1e9)]).toEqual([Number.POSITIVE_INFINITY, []]);
    });
  });
});
