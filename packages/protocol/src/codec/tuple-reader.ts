import type { Envelope, EventTuple, NameOrIndex, PresenceChange, PresenceEnvelope } from '../envelope/envelope.ts';
import { MAX_DEPTH } from '../envelope/limits.ts';
import * as member from '../envelope/member.ts';
import type { TupleKind } from './tuple-kind.ts';

/** Hands out the members of a list one after another, as one codec reads them. */
export interface MemberSource {
  /** Whether an index may stand for the name of an event. */
  readonly hasIndexes: boolean;
  /**
   * The next member as plain data; `undefined` behind the last.
   *
   * @param levels how deep it may nest
   * @throws {EnvelopeError} `bad-content`, when it nests deeper or is not plain data.
   */
  next(levels: number): unknown;
}

/** The levels that an error is wrapped in around its `data`, and an event or a state in a list of them. */
const ERROR_LEVELS = 1;
const LIST_LEVELS = 2;

/** How deep a member may nest at most: content in a list of lists. */
export const MAX_LEVELS = MAX_DEPTH + LIST_LEVELS;

/**
 * Reads the members of an envelope in the order of §2. What follows them belongs to later versions and is ignored.
 *
 * @throws {EnvelopeError} when one is missing or malformed.
 */
export function readTuple(kind: TupleKind, from: MemberSource): Envelope {
  const next = () => from.next(MAX_DEPTH);
  switch (kind) {
    case 'item':
      return { kind, id: member.readCallId(next()), item: member.readContent(next()) };
    case 'end':
      return { kind, id: member.readCallId(next()), error: member.readOptional(from.next(MAX_DEPTH + ERROR_LEVELS), member.readError) };
    case 'credit':
      return { kind, id: member.readCallId(next()), count: member.readCount(next()) };
    case 'cancel':
      return { kind, id: member.readCallId(next()) };
    case 'event':
      return {
        kind,
        room: member.readCount(next()),
        offset: member.readCount(next()),
        name: member.readName(next(), from.hasIndexes),
        data: member.readContent(next()),
        publisher: member.readOptional(next(), member.readText),
      };
    case 'events':
      return {
        kind,
        room: member.readCount(next()),
        firstOffset: member.readCount(next()),
        events: readEvents(from.next(MAX_LEVELS), from.hasIndexes),
      };
    case 'snapshot':
      return {
        kind,
        room: member.readCount(next()),
        epoch: member.readText(next()),
        offset: member.readCount(next()),
        data: member.readContent(next()),
      };
    case 'gap':
      return {
        kind,
        room: member.readCount(next()),
        epoch: member.readText(next()),
        offset: member.readCount(next()),
        reason: member.readGapReason(next()),
      };
    case 'presence':
      return readPresence(member.readCount(next()), member.readFlag(next()), from.next(MAX_LEVELS));
    case 'revoked':
      return { kind, room: member.readCount(next()), error: member.readError(from.next(MAX_DEPTH + ERROR_LEVELS)) };
    case 'ack':
      return { kind, received: member.readCount(next()) };
    case 'ping':
    case 'pong':
      return { kind, n: member.readCount(next()) };
    case 'drain':
      return { kind, withinMs: member.readDuration(next()), reason: member.readText(next()) };
  }
}

function readEvents(value: unknown, hasIndexes: boolean): readonly EventTuple[] {
  return member.readList(value).map((event) => readEvent(event, hasIndexes));
}

function readEvent(value: unknown, hasIndexes: boolean): EventTuple {
  const [name, payload, publisher] = member.readList(value);
  const event: readonly [NameOrIndex, unknown] = [member.readName(name, hasIndexes), member.readContent(payload)];
  const by = member.readOptional(publisher, member.readText);
  return by === undefined ? event : [...event, by];
}

function readPresence(room: number, full: boolean, changes: unknown): PresenceEnvelope {
  if (!full) return { kind: 'presence', room, full, changes: member.readList(changes).map(readChange) };
  return { kind: 'presence', room, full, changes: member.isCount(changes) ? changes : member.readList(changes).map(readChange) };
}

function readChange(value: unknown): PresenceChange {
  const [peer, state] = member.readList(value);
  return state === undefined ? [member.readText(peer)] : [member.readText(peer), state];
}
