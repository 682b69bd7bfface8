import type { PresenceChange } from '../envelope/envelope.ts';
import { isCount, readCount, readFlag, readList, readMembers, readText } from '../envelope/member.ts';
import type { Position } from './position.ts';

/**
 * What a server answers to a `$/join` (protocol §5). Its position is where what follows begins: the reader's own when recovered,
 * else that of the snapshot or gap behind it, or the log's head on a first join without snapshot; nowhere for a topic without a log.
 */
export interface JoinReply extends Position {
  /** The number of the room in this server process. */
  readonly room: number;
  /** Whether what is missing since the stated position follows, all of it. */
  readonly recovered: boolean;
  /**
   * A snapshot follows, before anything logged. ⚑ Until it is in, the reader has nothing to go on from: whoever stated the reply's
   * position after a drop between the two would be "recovered" without a state. A reply that is no recovery, of a rejoin and without
   * a snapshot, is a gap.
   */
  readonly snapshot: boolean;
  /** With presence: who is there, this member too; of more than 256 only how many. */
  readonly members?: readonly PresenceChange[] | number;
}

/** Reads a join's result from a server. @throws {EnvelopeError} when it is not well-formed. */
export function readJoinReply(value: unknown): JoinReply {
  const { room, epoch, offset, recovered, snapshot, members } = readMembers(value);
  return {
    room: readCount(room),
    epoch: readText(epoch),
    offset: readCount(offset),
    recovered: readFlag(recovered),
    snapshot: snapshot === true,
    ...(members === undefined ? {} : { members: readPresent(members) }),
  };
}

function readPresent(value: unknown): readonly PresenceChange[] | number {
  return isCount(value) ? value : readList(value).map(readMember);
}

function readMember(value: unknown): PresenceChange {
  const [peer, state] = readList(value);
  return [readText(peer), state];
}
