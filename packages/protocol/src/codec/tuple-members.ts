import type { NameOrIndex, PresenceChange } from '../envelope/envelope.ts';
import type { WireError } from '../envelope/rpc-error.ts';
import type { TupleEnvelope } from './tuple-kind.ts';

/** A member that an application gave, or an error: to be checked and serialised, unless it is already encoded. */
export class Content {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

/** An error: a member of its own, because its `data` may nest as deep as any other content. */
export class ErrorMember {
  readonly error: WireError;

  constructor(error: WireError) {
    this.error = error;
  }
}

/** One member of a list on the wire, in the form of no codec yet. */
export type Member = string | number | boolean | Content | ErrorMember | readonly Member[];

/** The members of an envelope in the order of §2; an absent last one is left out. */
export function membersOf(envelope: TupleEnvelope): readonly Member[] {
  switch (envelope.kind) {
    case 'item':
      return [envelope.id, new Content(envelope.item)];
    case 'end':
      return envelope.error === undefined ? [envelope.id] : [envelope.id, new ErrorMember(envelope.error)];
    case 'credit':
      return [envelope.id, envelope.count];
    case 'cancel':
      return [envelope.id];
    case 'event':
      return [envelope.room, envelope.offset, ...eventMembers(envelope.name, envelope.data, envelope.publisher)];
    case 'events':
      return [envelope.room, envelope.firstOffset, envelope.events.map((event) => eventMembers(...event))];
    case 'snapshot':
      return [envelope.room, envelope.epoch, envelope.offset, new Content(envelope.data)];
    case 'gap':
      return [envelope.room, envelope.epoch, envelope.offset, envelope.reason];
    case 'presence':
      // Of one member: the peer left. So a state that is undefined is written, as null.
      return [envelope.room, envelope.full, changesMember(envelope.changes)];
    case 'revoked':
      return [envelope.room, new ErrorMember(envelope.error)];
    case 'ack':
      return [envelope.received];
    case 'ping':
    case 'pong':
      return [envelope.n];
    case 'drain':
      return [envelope.withinMs, envelope.reason];
  }
}

function changesMember(changes: readonly PresenceChange[] | number): Member {
  if (typeof changes === 'number') return changes;
  return changes.map((change) => (change.length === 1 ? change : [change[0], new Content(change[1])]));
}

function eventMembers(name: NameOrIndex, payload: unknown, publisher: string | undefined): readonly Member[] {
  return publisher === undefined ? [name, new Content(payload)] : [name, new Content(payload), publisher];
}
