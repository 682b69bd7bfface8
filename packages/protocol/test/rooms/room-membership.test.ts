import { describe, expect, it } from 'vitest';
import type { RoomEnvelope } from '../../src/envelope/envelope.ts';
import { ERROR_CODES } from '../../src/envelope/error-code.ts';
import type { JoinReply } from '../../src/rooms/join-reply.ts';
import type { Position } from '../../src/rooms/position.ts';
import type { JoinRequest, RoomEffect, StateUpdate } from '../../src/rooms/room-effect.ts';
import { REJOIN_EVERY_MS, RoomMembership } from '../../src/rooms/room-membership.ts';

const room = 5;
const NEVER = Number.POSITIVE_INFINITY;

function event(offset: number, number = room): RoomEnvelope {
  return { kind: 'event', room: number, offset, name: 'trade', data: offset };
}

function told(offset: number, epoch = 'e'): RoomEffect {
  return { kind: 'event', epoch, offset, name: 'trade', data: offset, publisher: undefined };
}

function reply(offset: number, more: Partial<JoinReply> = {}): JoinReply {
  return { room, epoch: 'e', offset, recovered: false, snapshot: false, ...more };
}

function joins(connection: number, position?: Position, state?: unknown): RoomEffect {
  return { kind: 'join', request: { connection, position, state } };
}

/** The request in the last of these effects. */
function requestOf(effects: readonly RoomEffect[]): JoinRequest {
  const effect = effects.at(-1);
  if (effect?.kind !== 'join') throw new Error(`no join but ${JSON.stringify(effects)}`);
  return effect.request;
}

/** A membership that waits a second after each refusal, and how it came to be joined at `e` 3 over connection 1. */
function joined(more: Partial<JoinReply> = {}) {
  const membership = new RoomMembership((failures) => 1_000 * (failures + 1));
  membership.join(0);
  const request = requestOf(membership.connectionLive(1, 0));
  const effects = membership.granted(request, reply(3, more), 0);
  return { membership, request, effects };
}

/** The same behind a drop and the next connection, its join on its way. */
function rejoining(now = 0) {
  const { membership } = joined();
  membership.connectionLost(1);
  const request = requestOf(membership.connectionLive(2, now));
  return { membership, request };
}

const at3 = { epoch: 'e', offset: 3 };
const forbidden = { code: -32002, message: 'Forbidden' };
const unavailable = { code: -32006, message: 'Unavailable' };
const internal = { code: -32603, message: 'Internal' };

describe('RoomMembership', () => {
  it('joins as soon as it is wanted and there is a connection, in either order', () => {
    const first = new RoomMembership(() => 0);
    expect([first.join(0), first.connectionLive(1, 0)]).toEqual([[], [joins(1)]]);
    const second = new RoomMembership(() => 0);
    expect([second.connectionLive(1, 0), second.join(0)]).toEqual([[], [joins(1)]]);
  });

  it('asks once, however often it is told the same', () => {
    const { membership } = rejoining();
    expect([membership.join(0), membership.connectionLive(2, 0), membership.timePassed(1e6), membership.nextDeadline()]).toEqual([
      ...[[], [], []],
      NEVER,
    ]);
  });

  it('is joined by the reply, and tells events from then on', () => {
    const { membership, effects } = joined();
    expect(effects).toEqual([{ kind: 'joined', connection: 1, room }]);
    expect(membership.position).toEqual(at3);
    expect(membership.receive(1, event(4), 0)).toEqual([told(4)]);
    expect(membership.nextDeadline()).toBe(NEVER);
  });

  it.each<[string, number, RoomEnvelope]>([
    ['another connection', 2, event(4)],
    ['another room', 1, event(4, 6)],
  ])('ignores what comes for %s', (_, connection, envelope) => {
    const { membership } = joined();
    expect(membership.receive(connection, envelope, 0)).toEqual([]);
    expect(membership.receive(1, event(4), 0)).toEqual([told(4)]);
  });

  it('ignores events before the reply: they are of no membership', () => {
    const membership = new RoomMembership(() => 0);
    membership.connectionLive(1, 0);
    const request = requestOf(membership.join(0));
    expect(membership.receive(1, event(4), 0)).toEqual([]);
    membership.granted(request, reply(3), 0);
    expect(membership.position).toEqual(at3);
  });

  describe('after a drop', () => {
    it('states its position on the next connection, whatever the room’s number is there', () => {
      const { membership, request } = rejoining();
      expect(request).toEqual({ connection: 2, position: at3, state: undefined });
      expect(membership.granted(request, reply(3, { room: 77, recovered: true }), 0)).toEqual([
        { kind: 'joined', connection: 2, room: 77 },
      ]);
      expect([membership.receive(2, event(4, room), 0), membership.receive(2, event(4, 77), 0)]).toEqual([[], [told(4)]]);
    });

    it('tells nothing of the old connection', () => {
      const { membership } = rejoining();
      expect(membership.receive(1, event(4), 0)).toEqual([]);
    });

    it('asks again when the connection is lost before the reply', () => {
      const { membership } = rejoining();
      membership.connectionLost(2);
      expect([membership.nextDeadline(), membership.connectionLive(3, 0)]).toEqual([NEVER, [joins(3, at3)]]);
    });

    it('tells the gap that the reply means, behind being joined', () => {
      const { membership, request } = rejoining();
      expect(membership.granted(request, reply(9, { epoch: 'f' }), 50)).toEqual([
        { kind: 'joined', connection: 2, room },
        { kind: 'gap', epoch: 'f', offset: 9, reason: 'epoch' },
      ]);
    });

    it('states where it was when it is dropped before the snapshot that was announced', () => {
      const { membership, request } = rejoining();
      membership.granted(request, reply(9, { epoch: 'f', snapshot: true }), 50);
      membership.connectionLost(2);
      expect(membership.connectionLive(3, 50)).toEqual([joins(3, at3)]);
    });

    it('states nothing in a topic without a log', () => {
      const { membership } = joined({ epoch: '', offset: 0 });
      expect(membership.position).toEqual({ epoch: '', offset: 0 });
      membership.connectionLost(1);
      expect(membership.connectionLive(2, 0)).toEqual([joins(2)]);
    });
  });

  describe('at a hole', () => {
    it('joins again where it is, with its position, and drops what comes before the reply', () => {
      const { membership } = joined();
      const effects = membership.receive(1, event(5), 100);
      expect(effects).toEqual([joins(1, at3)]);
      expect([membership.receive(1, event(4), 100), membership.receive(1, event(6), 100)]).toEqual([[], []]);
      expect(membership.granted(requestOf(effects), reply(3, { recovered: true }), 100)).toEqual([{ kind: 'joined', connection: 1, room }]);
      expect(
        membership.receive(
          1,
          {
            kind: 'events',
            room,
            firstOffset: 4,
            events: [
              ['trade', 4],
              ['trade', 5],
            ],
          },
          100,
        ),
      ).toEqual([...[told(4), told(5)]]);
    });

    it('tells what comes before the hole in a chunk first', () => {
      const { membership } = joined();
      membership.receive(1, event(4), 0);
      const chunk: RoomEnvelope = { kind: 'events', room, firstOffset: 5, events: [['trade', 5]] };
      expect([...membership.receive(1, chunk, 0), ...membership.receive(1, event(7), 0)]).toEqual([
        told(5),
        joins(1, { epoch: 'e', offset: 5 }),
      ]);
    });

    it('does so at most once a second', () => {
      const { membership } = joined();
      membership.granted(requestOf(membership.receive(1, event(5), 100)), reply(3, { recovered: true }), 200);
      expect(membership.receive(1, event(5), 200)).toEqual([]);
      expect(membership.nextDeadline()).toBe(100 + REJOIN_EVERY_MS);
      expect(membership.timePassed(99 + REJOIN_EVERY_MS)).toEqual([]);
      expect(membership.timePassed(100 + REJOIN_EVERY_MS)).toEqual([joins(1, at3)]);
      expect(membership.nextDeadline()).toBe(NEVER);
    });

    it('does not wait on a new connection', () => {
      const { membership } = joined();
      membership.granted(requestOf(membership.receive(1, event(5), 100)), reply(3, { recovered: true }), 200);
      membership.receive(1, event(5), 200);
      membership.connectionLost(1);
      expect(membership.connectionLive(2, 300)).toEqual([joins(2, at3)]);
    });

    it('asks for the rest when the reply begins behind where it was put meanwhile', () => {
      const { membership } = joined();
      const request = requestOf(membership.connectionLive(2, 0));
      membership.receive(1, { kind: 'snapshot', room, epoch: 'e', offset: 1, data: 'state' }, 0);
      expect(membership.granted(request, reply(3, { recovered: true }), 0)).toEqual([
        { kind: 'leave', connection: 1, room },
        { kind: 'joined', connection: 2, room },
        joins(2, { epoch: 'e', offset: 1 }),
      ]);
    });
  });

  describe('while a server drains', () => {
    /** Joined on connection 1, the join on connection 2 on its way. */
    function moving() {
      const { membership } = joined();
      const effects = membership.connectionLive(2, 0);
      return { membership, effects, request: requestOf(effects) };
    }

    it('reads from the old connection until the new reply is in, and leaves there then', () => {
      const { membership, effects, request } = moving();
      expect(effects).toEqual([joins(2, at3)]);
      expect(membership.receive(1, event(4), 0)).toEqual([told(4)]);
      expect(membership.granted(request, reply(3, { room: 9, recovered: true }), 0)).toEqual([
        { kind: 'leave', connection: 1, room },
        { kind: 'joined', connection: 2, room: 9 },
      ]);
      expect(membership.receive(1, event(5), 0)).toEqual([]);
      expect([4, 5].map((offset) => membership.receive(2, event(offset, 9), 0))).toEqual([[], [told(5)]]);
    });

    it('goes on with the new one when the old is lost first', () => {
      const { membership, request } = moving();
      membership.connectionLost(1);
      expect(membership.granted(request, reply(3, { recovered: true }), 0)).toEqual([{ kind: 'joined', connection: 2, room }]);
    });

    it('goes on with the old one when the new is lost, and moves to the next', () => {
      const { membership } = moving();
      membership.connectionLost(2);
      expect(membership.receive(1, event(4), 0)).toEqual([told(4)]);
      expect(membership.connectionLive(3, 0)).toEqual([joins(3, { epoch: 'e', offset: 4 })]);
    });

    it('does not join the old one again at a hole', () => {
      const { membership, request } = moving();
      expect([membership.receive(1, event(9), 0), membership.nextDeadline()]).toEqual([[], NEVER]);
      membership.granted(request, reply(3, { recovered: true }), 0);
      expect(membership.receive(2, event(4), 0)).toEqual([told(4)]);
    });

    it('is not revoked by the old one', () => {
      const { membership, request } = moving();
      expect(membership.receive(1, { kind: 'revoked', room, error: forbidden }, 0)).toEqual([]);
      expect(membership.receive(1, event(4), 0)).toEqual([]);
      expect(membership.granted(request, reply(3, { recovered: true }), 0)).toEqual([{ kind: 'joined', connection: 2, room }]);
    });

    it('leaves both when refused by the new one', () => {
      const { membership, request } = moving();
      expect(membership.refused(request, forbidden, 0)).toEqual([
        { kind: 'leave', connection: 1, room },
        { kind: 'ended', error: forbidden },
      ]);
    });

    it('reads from the old one while the new one has too much to do', () => {
      const { membership, request } = moving();
      expect(membership.refused(request, unavailable, 0)).toEqual([]);
      expect(membership.receive(1, event(4), 0)).toEqual([told(4)]);
      expect(membership.timePassed(1_000)).toEqual([joins(2, { epoch: 'e', offset: 4 })]);
    });

    it('does not want the answer of a join that the old one got before', () => {
      const membership = new RoomMembership(() => 0);
      membership.join(0);
      const old = requestOf(membership.connectionLive(1, 0));
      const request = requestOf(membership.connectionLive(2, 0));
      expect(membership.granted(old, reply(3), 0)).toEqual([{ kind: 'leave', connection: 1, room }]);
      expect(membership.granted(request, reply(4), 0)).toEqual([{ kind: 'joined', connection: 2, room }]);
    });
  });

  describe('when it is left', () => {
    it('says so, and ignores what still comes', () => {
      const { membership } = joined();
      expect(membership.leave()).toEqual([{ kind: 'leave', connection: 1, room }]);
      expect([membership.receive(1, event(4), 0), membership.leave(), membership.connectionLive(2, 0)]).toEqual([[], [], []]);
    });

    it('says so as soon as a join on its way is answered', () => {
      const membership = new RoomMembership(() => 0);
      membership.connectionLive(1, 0);
      const request = requestOf(membership.join(0));
      expect([membership.leave(), membership.nextDeadline()]).toEqual([[], NEVER]);
      expect(membership.granted(request, reply(3), 0)).toEqual([{ kind: 'leave', connection: 1, room }]);
    });

    it('does not say so when it is wanted again meanwhile: the second answer counts', () => {
      const membership = new RoomMembership(() => 0);
      membership.connectionLive(1, 0);
      const first = requestOf(membership.join(0));
      membership.leave();
      const second = requestOf(membership.join(0));
      expect(membership.granted(first, reply(3), 0)).toEqual([]);
      expect(membership.receive(1, event(4), 0)).toEqual([]);
      expect(membership.granted(second, reply(4), 0)).toEqual([{ kind: 'joined', connection: 1, room }]);
      expect(membership.receive(1, event(5), 0)).toEqual([told(5)]);
      expect(membership.granted(first, reply(3), 0)).toEqual([]);
    });

    it('does not mind a refusal of what it no longer wants', () => {
      const membership = new RoomMembership(() => 0);
      membership.connectionLive(1, 0);
      const request = requestOf(membership.join(0));
      membership.leave();
      expect(membership.refused(request, forbidden, 0)).toEqual([]);
    });

    it('begins anew when joined again', () => {
      const { membership } = joined();
      membership.leave();
      expect(membership.join(0)).toEqual([joins(1)]);
    });
  });

  describe('when refused', () => {
    it('is out for good, until joined again', () => {
      const { membership, request } = rejoining();
      expect(membership.refused(request, forbidden, 0)).toEqual([{ kind: 'ended', error: forbidden }]);
      expect([membership.nextDeadline(), membership.connectionLive(3, 0)]).toEqual([NEVER, []]);
      expect(membership.join(0)).toEqual([joins(3)]);
    });

    it('leaves where it was when a join for missing events is refused', () => {
      const { membership } = joined();
      const request = requestOf(membership.receive(1, event(9), 0));
      expect(membership.refused(request, forbidden, 0)).toEqual([
        { kind: 'leave', connection: 1, room },
        { kind: 'ended', error: forbidden },
      ]);
    });

    it('tries again later, more and more so, when the server cannot', () => {
      const { membership, request } = rejoining();
      expect([membership.refused(request, unavailable, 100), membership.nextDeadline()]).toEqual([[], 1_100]);
      expect(membership.timePassed(1_099)).toEqual([]);
      const again = membership.timePassed(1_100);
      expect(again).toEqual([joins(2, at3)]);
      expect([membership.refused(requestOf(again), unavailable, 1_200), membership.nextDeadline()]).toEqual([[], 3_200]);
    });

    it('waits as long as the server asks, and the jitter on top', () => {
      const { membership, request } = rejoining();
      membership.refused(request, { code: -32005, message: 'TooMany', data: { retryAfterMs: 700 } }, 100);
      expect(membership.nextDeadline()).toBe(1_800);
    });

    it('asks another server at once', () => {
      const { membership, request } = rejoining();
      membership.refused(request, unavailable, 100);
      membership.connectionLost(2);
      expect(membership.nextDeadline()).toBe(NEVER);
      expect(membership.connectionLive(3, 200)).toEqual([joins(3, at3)]);
    });

    it('counts anew after a reply', () => {
      const { membership, request } = rejoining();
      membership.refused(request, unavailable, 0);
      membership.granted(requestOf(membership.timePassed(1_000)), reply(3, { recovered: true }), 1_000);
      membership.connectionLost(2);
      membership.refused(requestOf(membership.connectionLive(3, 2_000)), unavailable, 2_000);
      expect(membership.nextDeadline()).toBe(3_000);
    });

    it('gives up at the third internal error in a row', () => {
      const { membership, request } = rejoining();
      membership.refused(request, internal, 0);
      membership.refused(requestOf(membership.timePassed(10_000)), unavailable, 10_000);
      membership.refused(requestOf(membership.timePassed(20_000)), internal, 20_000);
      expect(membership.refused(requestOf(membership.timePassed(30_000)), internal, 30_000)).toEqual([]);
      expect(membership.refused(requestOf(membership.timePassed(40_000)), internal, 40_000)).toEqual([{ kind: 'ended', error: internal }]);
    });

    it('does not count internal errors before a reply', () => {
      const { membership, request } = rejoining();
      membership.refused(request, internal, 0);
      membership.refused(requestOf(membership.timePassed(10_000)), internal, 10_000);
      membership.granted(requestOf(membership.timePassed(20_000)), reply(3, { recovered: true }), 20_000);
      membership.connectionLost(2);
      expect(membership.refused(requestOf(membership.connectionLive(3, 20_000)), internal, 20_000)).toEqual([]);
    });

    it('begins anew with its count and at once when left and joined again', () => {
      const { membership, request } = rejoining();
      membership.refused(request, unavailable, 0);
      membership.leave();
      const again = requestOf(membership.join(10));
      membership.refused(again, unavailable, 20);
      expect(membership.nextDeadline()).toBe(1_020);
    });
  });

  describe('when revoked', () => {
    it('is out, and tells why', () => {
      const { membership } = joined();
      expect(membership.receive(1, { kind: 'revoked', room, error: forbidden }, 0)).toEqual([{ kind: 'ended', error: forbidden }]);
      expect([membership.receive(1, event(4), 0), membership.connectionLive(2, 0), membership.nextDeadline()]).toEqual([[], [], NEVER]);
    });

    it('tells that it is out before it tells that nobody is there, so that whoever hears of that may join anew', () => {
      const { membership: revoked } = joined({ members: [['a', 1]] });
      const { membership: refused } = joined({ members: [['a', 1]] });
      const request = requestOf(refused.connectionLive(2, 0));
      const effects = [revoked.receive(1, { kind: 'revoked', room, error: forbidden }, 0), refused.refused(request, forbidden, 0)];
      expect(effects.map((several) => several.map(({ kind }) => kind))).toEqual([
        ['ended', 'presence'],
        ['leave', 'ended', 'presence'],
      ]);
    });

    it('leaves again what is granted to a join that was on its way', () => {
      const { membership } = joined();
      const request = requestOf(membership.receive(1, event(9), 0));
      membership.receive(1, { kind: 'revoked', room, error: forbidden }, 0);
      expect(membership.granted(request, reply(3), 0)).toEqual([{ kind: 'leave', connection: 1, room }]);
    });

    it('is joined anew only when the application says so', () => {
      const { membership } = joined();
      membership.receive(1, { kind: 'revoked', room, error: forbidden }, 0);
      expect(membership.join(0)).toEqual([joins(1)]);
    });

    it('is out by the last connection that it has', () => {
      const { membership } = joined();
      membership.connectionLive(2, 0);
      membership.connectionLost(2);
      expect(membership.receive(1, { kind: 'revoked', room, error: forbidden }, 0)).toEqual([{ kind: 'ended', error: forbidden }]);
    });
  });

  describe('with presence', () => {
    const ann = { peer: 'a', state: 1 };
    const bob = { peer: 'b', state: 2 };

    it('has the members of the reply, and those that come and go', () => {
      const { membership, effects } = joined({ members: [['a', 1]] });
      expect(effects.at(-1)).toEqual({ kind: 'presence', joined: [ann], left: [], changed: [] });
      const update: RoomEnvelope = { kind: 'presence', room, full: false, changes: [['a'], ['b', 2]] };
      expect(membership.receive(1, update, 0)).toEqual([{ kind: 'presence', joined: [bob], left: [ann], changed: [] }]);
      expect(membership.receive(1, update, 0)).toEqual([]);
      expect(membership.receive(1, { kind: 'presence', room, full: true, changes: [['a', 1]] }, 0)).toEqual([
        { kind: 'presence', joined: [ann], left: [bob], changed: [] },
      ]);
      expect([membership.members, membership.memberCount]).toEqual([[ann], 1]);
    });

    it('has a count, and no list, of a room that is too full for one', () => {
      const { membership } = joined({ members: [['a', 1]] });
      expect(membership.receive(1, { kind: 'presence', room, full: true, changes: 257 }, 0)).toEqual([
        { kind: 'presence', joined: [], left: [ann], changed: [] },
      ]);
      expect(membership.receive(1, { kind: 'presence', room, full: false, changes: [['b', 2]] }, 0)).toEqual([]);
      expect([membership.members, membership.memberCount]).toEqual([[], 257]);
    });

    it('keeps the members over a drop, and tells what changed meanwhile', () => {
      const { membership } = joined({
        members: [
          ['a', 1],
          ['b', 2],
        ],
      });
      membership.connectionLost(1);
      expect(membership.members).toEqual([ann, bob]);
      const request = requestOf(membership.connectionLive(2, 0));
      expect(membership.granted(request, reply(3, { recovered: true, members: [['a', 1]] }), 0)).toEqual([
        { kind: 'joined', connection: 2, room },
        { kind: 'presence', joined: [], left: [bob], changed: [] },
      ]);
    });

    it.each<[string, (membership: RoomMembership) => readonly RoomEffect[]]>([
      ['left', (membership) => membership.leave()],
      ['revoked', (membership) => membership.receive(1, { kind: 'revoked', room, error: forbidden }, 0)],
    ])('has none when it is %s', (_, out) => {
      const { membership } = joined({ members: [['a', 1]] });
      expect(out(membership)).toContainEqual({ kind: 'presence', joined: [], left: [ann], changed: [] });
      expect(membership.members).toEqual([]);
    });

    it('has only a count of a full room', () => {
      const { membership } = joined({ members: 300 });
      expect([membership.members, membership.memberCount]).toEqual([[], 300]);
    });

    /** The update in the last of these effects. */
    function updateOf(effects: readonly RoomEffect[]): StateUpdate {
      const effect = effects.at(-1);
      if (effect?.kind !== 'state') throw new Error(`no state but ${JSON.stringify(effects)}`);
      return effect.update;
    }

    /** Joined over connection 1 with the state `s`, and `t` on its way there. */
    function changing() {
      const membership = new RoomMembership(() => 10);
      membership.setState('s', 0);
      membership.connectionLive(1, 0);
      membership.granted(requestOf(membership.join(0)), reply(3), 0);
      return { membership, update: updateOf(membership.setState('t', 0)) };
    }

    const tells = (state: unknown, connection = 1): RoomEffect => ({ kind: 'state', update: { connection, room, state } });
    const wrong = { code: ERROR_CODES.InvalidParams, message: '' };

    it('joins with its state, tells a new one, and joins with that once it was taken', () => {
      const { membership, update } = changing();
      expect(update).toEqual({ connection: 1, room, state: 't' });
      expect([membership.setState('u', 0), membership.stateAnswered(update, undefined, 0)]).toEqual([[], [tells('u')]]);
      membership.connectionLost(1);
      const effects = membership.connectionLive(2, 0);
      expect(effects).toEqual([joins(2, at3, 't')]);
      expect(membership.granted(requestOf(effects), reply(3, { recovered: true }), 0)).toEqual([
        { kind: 'joined', connection: 2, room },
        tells('u', 2),
      ]);
    });

    it('tells that a state was refused for good, stays in the room, and joins with the one before', () => {
      const { membership, update } = changing();
      expect(membership.stateAnswered(update, wrong, 0)).toEqual([{ kind: 'stateRefused', error: wrong }]);
      expect([membership.nextDeadline(), membership.receive(1, event(4), 0)]).toEqual([NEVER, [told(4)]]);
      expect(membership.connectionLive(2, 0)).toEqual([joins(2, { epoch: 'e', offset: 4 }, 's')]);
    });

    it('tells a state that was refused for a while again, when the server has said and the delay is over', () => {
      const { membership, update } = changing();
      const error = { code: ERROR_CODES.TooMany, message: '', data: { retryAfterMs: 500 } };
      expect(membership.stateAnswered(update, error, 0)).toEqual([]);
      expect([membership.nextDeadline(), membership.timePassed(509), membership.timePassed(510)]).toEqual([510, [], [tells('t')]]);
      expect([membership.nextDeadline(), membership.timePassed(9_000)]).toEqual([NEVER, []]);
    });

    it('does not want the answer of a state that was told where it is joined no more', () => {
      const { membership, update } = changing();
      const request = requestOf(membership.connectionLive(2, 0));
      membership.granted(request, reply(3), 0);
      expect([membership.stateAnswered(update, wrong, 0), membership.leave()]).toEqual([[], [{ kind: 'leave', connection: 2, room }]]);
    });

    it('tells no state while it is joined nowhere, and joins anew with the newest', () => {
      const { membership, update } = changing();
      membership.leave();
      expect([membership.stateAnswered(update, wrong, 0), membership.setState('u', 0)]).toEqual([[], []]);
      expect([membership.timePassed(1e6), membership.join(0)]).toEqual([[], [joins(1, undefined, 'u')]]);
    });

    it('tells the state that it got while the join was on its way', () => {
      const { membership, request } = rejoining();
      expect(membership.setState('t', 0)).toEqual([]);
      expect(membership.granted(request, reply(3, { recovered: true }), 0)).toEqual([
        { kind: 'joined', connection: 2, room },
        tells('t', 2),
      ]);
    });
  });

  describe('when the application has not taken all', () => {
    it('asks again from what was taken', () => {
      const { membership } = joined({ members: [['a', 1]] });
      membership.receive(1, event(4), 0);
      membership.receive(1, event(5), 0);
      const effects = membership.catchUp({ epoch: 'e', offset: 4 }, 0);
      expect([effects, membership.receive(1, event(6), 0)]).toEqual([[joins(1, { epoch: 'e', offset: 4 })], []]);
      expect(membership.receive(1, { kind: 'presence', room, full: false, changes: [['a']] }, 0)).toHaveLength(1);
      membership.granted(requestOf(effects), reply(4, { recovered: true }), 0);
      expect([5, 6].map((offset) => membership.receive(1, event(offset), 0))).toEqual([[told(5)], [told(6)]]);
    });

    it('asks on the next connection where there is none', () => {
      const { membership } = joined();
      membership.receive(1, event(4), 0);
      membership.connectionLost(1);
      expect([membership.catchUp(at3, 0), membership.connectionLive(2, 0)]).toEqual([[], [joins(2, at3)]]);
    });

    it('takes only the answer of the join for which it was forgotten', () => {
      const { membership, request } = rejoining();
      const again = requestOf(membership.catchUp(undefined, 0));
      expect(membership.granted(request, reply(3, { recovered: true }), 0)).toEqual([]);
      expect(membership.granted(again, reply(9), 0)).toEqual([{ kind: 'joined', connection: 2, room }]);
      expect(membership.position).toEqual({ epoch: 'e', offset: 9 });
    });

    it('joins again at most once a second, like at a hole', () => {
      const { membership } = joined();
      membership.granted(requestOf(membership.catchUp(at3, 0)), reply(3, { recovered: true }), 0);
      expect([membership.catchUp(at3, 10), membership.nextDeadline()]).toEqual([[], REJOIN_EVERY_MS]);
    });

    it('asks for nothing where it was left', () => {
      const { membership } = joined();
      membership.leave();
      expect([membership.catchUp(at3, 0), membership.join(0)]).toEqual([[], [joins(1)]]);
    });
  });

  describe('granted what it asked for before it changed its mind', () => {
    /** A room that was joined, left and joined again over connection 1; the first join is granted, the second not yet answered. */
    function rejoinedInTime() {
      const membership = new RoomMembership(() => 1_000);
      membership.join(0);
      const moot = requestOf(membership.connectionLive(1, 0));
      membership.leave();
      const request = requestOf(membership.join(0));
      return { membership, request, effects: membership.granted(moot, reply(3), 0) };
    }

    it('waits for the newer join, which moves the membership', () => {
      const { membership, request, effects } = rejoinedInTime();
      expect([effects, membership.granted(request, reply(3), 0)]).toEqual([[], [{ kind: 'joined', connection: 1, room }]]);
    });

    it.each([
      { name: 'refused for good', error: forbidden, leaves: true },
      { name: 'refused for a while', error: unavailable, leaves: false },
    ])('leaves the older membership once the newer join is $name and the room not wanted', ({ error, leaves }) => {
      const { membership, request } = rejoinedInTime();
      const refused = membership.refused(request, error, 0);
      const leave = { kind: 'leave', connection: 1, room };
      expect([...refused, ...membership.leave()]).toEqual(leaves ? [leave, { kind: 'ended', error }] : [leave]);
    });

    it('has nothing to leave where the connection is lost', () => {
      const { membership } = rejoinedInTime();
      membership.connectionLost(1);
      expect(membership.leave()).toEqual([]);
    });
  });
});
