import type { JoinReply, Position, RoomEnvelope } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { FeatureCounts } from '../kernel/feature-counts.ts';
import { testRoom } from './test-room.ts';
import { WireWitness } from './wire-witness.ts';
import type { EventContent } from './world-contract.ts';
import type { TopicName } from './world-room.ts';

const event = (offset: number, data: EventContent): RoomEnvelope => ({ kind: 'event', room: 1, offset, name: 'event', data });

/** A witness of a room that has had `published` logged events, of which `retained` are kept; `join` grants a join at the head. */
function witnessOf(name: TopicName, published = 0, retained = 100, skipped = Number.NaN) {
  const { room, book, publish, truth } = testRoom(name, retained);
  const contents = Array.from({ length: published }, () => publish('item'));
  const features = new FeatureCounts();
  const witness = new WireWitness(room, { who: 'client', book, features, isSkipped: (_, offset) => offset === skipped });
  const join = (reply: Partial<JoinReply> = {}, stated?: Position) => {
    const head = room.hasLog ? truth.head : { epoch: '', offset: 0 };
    witness.granted({ room: 1, ...head, recovered: false, snapshot: room.hasSnapshot, ...reply }, stated, 'peer-1');
  };
  return { witness, publish, contents, join, features };
}

describe('WireWitness', () => {
  it('is content with events in order behind the reply', () => {
    const { witness, publish, join } = witnessOf('feed', 2);
    join();
    witness.receive(event(3, publish('item')));
    witness.receive({ kind: 'events', room: 1, firstOffset: 4, events: [publish('item'), publish('item')].map((data) => ['item', data]) });
    witness.receive(event(0, publish('blip')));
  });

  it('sees that an event comes twice', () => {
    const { witness, publish, join } = witnessOf('feed');
    join();
    const content = publish('item');
    witness.receive(event(1, content));
    expect(() => witness.receive(event(1, content))).toThrow('in order, each once');
  });

  it('sees that an event is left out', () => {
    const { witness, publish, join } = witnessOf('feed');
    join();
    publish('item');
    expect(() => witness.receive(event(2, publish('item')))).toThrow('in order, each once');
  });

  it('takes what was forgotten on purpose as sent', () => {
    const { witness, publish, join } = witnessOf('feed', 0, 100, 1);
    join();
    publish('item');
    witness.receive(event(2, publish('item')));
  });

  it('sees that whoever could have been recovered was not', () => {
    const { join } = witnessOf('feed', 5);
    expect(() => join({}, { epoch: 'e', offset: 3 })).toThrow('is recovered');
    join({ offset: 3, recovered: true }, { epoch: 'e', offset: 3 });
    witnessOf('feed', 5, 1).join({}, { epoch: 'e', offset: 3 });
  });

  it('sees that whoever is not recovered is sent back', () => {
    const { join } = witnessOf('feed', 5, 1);
    expect(() => join({ offset: 2 }, { epoch: 'e', offset: 3 })).toThrow('nobody is sent back');
  });

  it('takes a gap where events cannot be had, and one that repeats the reply', () => {
    const gap: RoomEnvelope = { kind: 'gap', room: 1, epoch: 'e', offset: 5, reason: 'trimmed' };
    const late = witnessOf('feed', 5, 1);
    late.join({}, { epoch: 'e', offset: 3 });
    late.witness.receive(gap);
    expect(() => late.witness.receive(gap)).toThrow('a gap is told only where events cannot be had');
  });

  it('sees that a snapshot does not hold what it stands for, or comes too late', () => {
    const { witness, contents, join } = witnessOf('board', 2);
    join();
    const [first] = contents;
    if (first === undefined) throw new RangeError('no content');
    expect(() => witness.receive(event(1, first))).toThrow('the snapshot comes before');
    const snapshot = (logged: number): RoomEnvelope => ({ kind: 'snapshot', room: 1, epoch: 'e', offset: 2, data: { logged } });
    expect(() => witness.receive(snapshot(1))).toThrow('holds what was published');
    witness.receive(snapshot(2));
  });

  it('sees that a value is followed by an older one, and that what is not kept is sent twice', () => {
    const { witness, publish, join, features } = witnessOf('hall');
    join({ members: [['peer-1', null]] });
    const [older, newer, blip] = [publish('price'), publish('price'), publish('blip')];
    witness.receive(event(0, newer));
    witness.receive(event(0, newer));
    expect(features.toRecord()).toEqual({ 'value sent again': 1 });
    expect(() => witness.receive(event(0, older))).toThrow('an older one');
    witness.receive(event(0, blip));
    expect(() => witness.receive(event(0, blip))).toThrow('is sent once');
  });

  it('sees that whoever joins is missing in the list', () => {
    expect(() => witnessOf('hall').join({ members: [['peer-2', null]] })).toThrow('is a member itself');
  });

  it.each(['left', 'revoked'])('sees that anything comes when the room is %s', (how) => {
    const { witness, publish, join } = witnessOf('feed');
    join();
    if (how === 'left') witness.left();
    else witness.receive({ kind: 'revoked', room: 1, error: { code: -32002, message: 'no' } });
    expect(() => witness.receive(event(1, publish('item')))).toThrow('not joined');
  });
});
