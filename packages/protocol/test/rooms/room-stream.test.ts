import { describe, expect, it } from 'vitest';
import type { EventTuple, GapReason } from '../../src/envelope/envelope.ts';
import type { JoinReply } from '../../src/rooms/join-reply.ts';
import type { Position } from '../../src/rooms/position.ts';
import { RoomStream } from '../../src/rooms/room-stream.ts';

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
  stream.begin(reply(epoch, offset), undefined);
  return stream;
}

/** A stream that was dropped there and joined again with this answer, and what it told at that. */
function rejoinedAt(position: Position, answer: JoinReply) {
  const stream = flowingAt(position.epoch, position.offset);
  return { stream, told: stream.begin(answer, stream.position) };
}

describe('RoomStream', () => {
  it('needs a join at first, and is nowhere', () => {
    const stream = new RoomStream();
    expect([stream.isBroken, stream.position]).toEqual([true, undefined]);
  });

  it('begins at the head that the first reply names, without a gap', () => {
    const stream = flowingAt('e', 7);
    expect([stream.isBroken, stream.position]).toEqual([false, { epoch: 'e', offset: 7 }]);
    expect(stream.receive(event(8))).toEqual(told('e', 8));
    expect(stream.position).toEqual({ epoch: 'e', offset: 8 });
  });

  it('begins with the snapshot that the first reply announces', () => {
    const stream = new RoomStream();
    stream.begin(reply('e', 7, { snapshot: true }), undefined);
    expect(stream.receive(snapshot('e', 7))).toEqual([toldSnapshot('e', 7)]);
    expect(stream.receive(event(8))).toEqual(told('e', 8));
  });

  it('is still nowhere when it is dropped between the first reply and its snapshot', () => {
    const stream = new RoomStream();
    stream.begin(reply('e', 7, { snapshot: true }), undefined);
    expect(stream.position).toBeUndefined();
    stream.begin(reply('e', 9, { snapshot: true }), undefined);
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
    stream.begin(reply('f', 3, { snapshot: true }), stream.position);
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
    const { stream, told: before } = rejoinedAt({ epoch: 'e', offset }, reply('e', offset, { recovered: true }));
    expect([stream.isBroken, before]).toEqual([false, []]);
    expect(stream.receive(event(offset + 1))).toEqual(told('e', offset + 1));
  });

  it('states what was replayed when it is dropped again (pain 5)', () => {
    const { stream } = rejoinedAt({ epoch: 'e', offset: 3 }, reply('e', 3, { recovered: true }));
    expect(stream.receive(events(4, 3))).toEqual(told('e', 4, 5, 6));
    expect(stream.position).toEqual({ epoch: 'e', offset: 6 });
    stream.begin(reply('e', 6, { recovered: true }), stream.position);
    expect(stream.receive(events(7, 2))).toEqual(told('e', 7, 8));
  });

  const at3 = { epoch: 'e', offset: 3 };
  const notRecovered = [
    ['another epoch', reply('f', 2), toldGap('f', 2, 'epoch')],
    ['an unknown epoch', reply('', 4), toldGap('', 4, 'epoch')],
    ['a later begin', reply('e', 9), toldGap('e', 9, 'trimmed')],
    ['a position beyond the head', reply('e', 2), toldGap('e', 2, 'epoch')],
    ['a recovery in another epoch', reply('f', 3, { recovered: true }), toldGap('f', 3, 'epoch')],
    ['a recovery in an unknown epoch', reply('', 3, { recovered: true }), toldGap('', 3, 'epoch')],
    ['a recovery that begins later', reply('e', 4, { recovered: true }), toldGap('e', 4, 'trimmed')],
  ] as const;

  describe('after a reply that is no recovery', () => {
    it.each(notRecovered)('tells a gap for %s, and goes on from there', (_, answer, delivery) => {
      const { stream, told: before } = rejoinedAt(at3, answer);
      const { epoch, offset } = answer;
      expect([before, stream.position]).toEqual([[delivery], { epoch, offset }]);
      expect([1, 2].map((more) => stream.receive(event(offset + more)))).toEqual([told(epoch, offset + 1), told(epoch, offset + 2)]);
    });

    it.each(notRecovered)('does not tell it again when the server does: %s', (_, answer) => {
      const { stream } = rejoinedAt(at3, answer);
      const { epoch, offset } = answer;
      const reasons = ['epoch', 'trimmed', 'slow'] as const;
      expect(reasons.flatMap((reason) => stream.receive(gap(epoch, offset, reason)))).toEqual([]);
      expect(stream.receive(event(offset + 1))).toEqual(told(epoch, offset + 1));
    });

    it('tells a snapshot too that was not announced', () => {
      const { stream } = rejoinedAt(at3, reply('f', 2));
      expect(stream.receive(snapshot('f', 2))).toEqual([toldSnapshot('f', 2)]);
    });

    it('breaks when the first event is not the one behind the begin', () => {
      const { stream } = rejoinedAt(at3, reply('f', 2));
      expect([stream.receive(event(4)), stream.isBroken, stream.position]).toEqual([[], true, { epoch: 'f', offset: 2 }]);
    });

    it('tells nothing where nothing is missing', () => {
      const { stream, told: before } = rejoinedAt(at3, reply('e', 3));
      expect([before, stream.receive(event(4))]).toEqual([[], told('e', 4)]);
    });
  });

  describe('after a reply that announces a snapshot', () => {
    it('tells nothing but that, and goes on from it', () => {
      const { stream, told: before } = rejoinedAt(at3, reply('f', 2, { snapshot: true }));
      expect([before, stream.receive(snapshot('f', 2))]).toEqual([[], [toldSnapshot('f', 2)]]);
      expect(stream.position).toEqual({ epoch: 'f', offset: 2 });
      expect(stream.receive(event(3))).toEqual(told('f', 3));
    });

    it('stays where it was until it has come', () => {
      const { stream } = rejoinedAt(at3, reply('f', 2, { snapshot: true }));
      expect(stream.position).toEqual(at3);
    });

    it.each(notRecovered)('tells a gap for %s when an event comes instead', (_, answer, delivery) => {
      const { stream } = rejoinedAt(at3, { ...answer, snapshot: true });
      const { epoch, offset } = answer;
      expect(stream.receive(event(offset + 1))).toEqual([delivery, ...told(epoch, offset + 1)]);
      expect(stream.receive(event(offset + 2))).toEqual(told(epoch, offset + 2));
    });

    it.each([
      ['another log', gap('f', 2, 'epoch'), toldGap('f', 2, 'epoch')],
      ['an unknown one, in which it seems to be already', gap('', 7, 'epoch'), toldGap('', 7, 'epoch')],
    ] as const)('tells a gap that comes instead: of %s', (_, envelope, delivery) => {
      const { stream } = rejoinedAt({ epoch: '', offset: 7 }, reply(envelope.epoch, envelope.offset, { snapshot: true }));
      expect([stream.receive(envelope), stream.receive(envelope)]).toEqual([[delivery], []]);
      expect(stream.receive(event(envelope.offset + 1))).toEqual(told(envelope.epoch, envelope.offset + 1));
    });

    it('tells a gap on a first join too when an event comes instead', () => {
      const stream = new RoomStream();
      stream.begin(reply('e', 7, { snapshot: true }), undefined);
      expect(stream.receive(event(8))).toEqual([toldGap('e', 7, 'epoch'), ...told('e', 8)]);
    });

    it('goes on with events where nothing was missing', () => {
      const { stream } = rejoinedAt(at3, reply('e', 3, { snapshot: true }));
      expect(stream.receive(event(4))).toEqual(told('e', 4));
    });

    it('believes a recovery more than an announcement', () => {
      const { stream } = rejoinedAt(at3, reply('e', 3, { recovered: true, snapshot: true }));
      expect(stream.receive(event(4))).toEqual(told('e', 4));
    });
  });

  describe('of a topic without a log', () => {
    const nowhere = { epoch: '', offset: 0 };

    it('is nowhere, and has no gap', () => {
      const { stream, told: before } = rejoinedAt(nowhere, reply('', 0));
      expect([before, stream.position, stream.isBroken]).toEqual([[], nowhere, false]);
    });

    it('waits for its snapshot each time', () => {
      const { stream, told: before } = rejoinedAt(nowhere, reply('', 0, { snapshot: true }));
      expect([before, stream.receive(snapshot('', 0))]).toEqual([[], [toldSnapshot('', 0)]]);
    });

    it('is not taken for one whose store was not known at first: that has a gap', () => {
      expect(rejoinedAt(nowhere, reply('e', 5)).told).toEqual([toldGap('e', 5, 'epoch')]);
    });
  });

  it.each([true, false])('believes no recovery in an unknown epoch, though nothing seems to be missing: %j', (recovered) => {
    const { stream, told: before } = rejoinedAt({ epoch: '', offset: 7 }, reply('', 7, { recovered }));
    expect([before, stream.position]).toEqual([[toldGap('', 7, 'epoch')], { epoch: '', offset: 7 }]);
  });

  describe('when it moved on between stating its position and the reply', () => {
    /** Stated 3; an older connection brought it to 6 meanwhile. */
    function moved(answer: JoinReply) {
      const stream = flowingAt('e', 3);
      const stated = stream.position;
      stream.receive(events(4, 3));
      return { stream, told: stream.begin(answer, stated) };
    }

    it('drops what is replayed and was told already', () => {
      const { stream, told: before } = moved(reply('e', 3, { recovered: true }));
      expect([before, stream.receive(events(4, 4))]).toEqual([[], told('e', 7)]);
    });

    it.each([3, 4, 5, 6])('tells no gap up to %i, where it has been', (offset) => {
      const { stream, told: before } = moved(reply('e', offset));
      expect([before, stream.receive(gap('e', offset, 'trimmed'))]).toEqual([[], []]);
      expect(stream.receive(events(offset + 1, 7 - offset))).toEqual(told('e', 7));
    });

    it('tells a gap beyond', () => {
      expect(moved(reply('e', 7)).told).toEqual([toldGap('e', 7, 'trimmed')]);
    });

    it('goes back with a gap of another store, even one by the same name', () => {
      const { stream, told: before } = moved(reply('e', 2));
      expect([before, stream.receive(event(3))]).toEqual([[toldGap('e', 2, 'epoch')], told('e', 3)]);
    });

    it('goes back with a snapshot, and is told once more what is newer', () => {
      const { stream } = moved(reply('e', 5, { snapshot: true }));
      expect(stream.receive(snapshot('e', 5))).toEqual([toldSnapshot('e', 5)]);
      expect(stream.receive(event(6))).toEqual(told('e', 6));
    });

    it('does not take the recovery of another epoch for its own', () => {
      const stream = flowingAt('e', 3);
      const stated = stream.position;
      stream.receive(gap('f', 3, 'epoch'));
      expect(stream.begin(reply('e', 3, { recovered: true }), stated)).toEqual([toldGap('e', 3, 'epoch')]);
    });

    it('tells no gap again that the older connection told', () => {
      const stream = flowingAt('e', 3);
      const stated = stream.position;
      stream.receive(gap('f', 5, 'epoch'));
      expect(stream.begin(reply('f', 5), stated)).toEqual([]);
    });

    it('asks again when it was moved back behind what it had stated', () => {
      const stream = flowingAt('e', 3);
      const stated = stream.position;
      stream.receive(snapshot('e', 1));
      stream.begin(reply('e', 3, { recovered: true }), stated);
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
      stream.begin(reply('e', 4, { recovered: true }), stream.position);
      expect(stream.receive(events(5, 3))).toEqual(told('e', 5, 6, 7));
    });

    it('asks as if it had never joined when nothing was used', () => {
      const stream = flowingAt('e', 3);
      stream.forget(undefined);
      expect(stream.position).toBeUndefined();
      stream.begin(reply('f', 8), undefined);
      expect(stream.receive(event(9))).toEqual(told('f', 9));
    });

    it('goes on where nothing was logged, knowing that something may be missing', () => {
      const stream = flowingAt('', 0);
      stream.receive(event(1));
      stream.forget({ epoch: '', offset: 0 });
      expect(stream.begin(reply('', 1), undefined)).toEqual([toldGap('', 1, 'epoch')]);
    });
  });

  it('goes on behind a gap that it was sent while it was slow, where it is not told twice', () => {
    const stream = flowingAt('e', 3);
    expect([4, 4, 3].flatMap((offset) => stream.receive(gap('e', offset, 'slow')))).toEqual([toldGap('e', 4, 'slow')]);
  });
});
