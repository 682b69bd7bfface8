import { type Fault, one } from './mutant.ts';

const MEMBERSHIP = 'rooms/room-membership.ts';
const STREAM = 'rooms/room-stream.ts';
const CURSOR = 'rooms/room-cursor.ts';

/** Faults of a client's rooms. */
export const ROOM_MUTANTS: readonly Fault[] = [
  one(
    'reader begins one behind the offset of the reply',
    '§5 ⚑',
    STREAM,
    'this.#cursor.moveTo(position);\n    this.#hasBegun = true;',
    'this.#cursor.moveTo({ ...position, offset: position.offset + 1 });\n    this.#hasBegun = true;',
  ),
  one(
    'reply of the first join moves nothing',
    '§5 ⚑',
    STREAM,
    '} else if (this.#isFirst(begins)) {\n      this.#moveTo(begins);',
    '} else if (this.#isFirst(begins)) {\n      this.#state = FLOWING;',
  ),
  one(
    'reply stands for the snapshot that follows',
    '§5 ⚑',
    STREAM,
    'reply.snapshot) {',
    'reply.snapshot) {\n      this.#cursor.moveTo(begins);\n      this.#hasBegun = true;',
  ),
  one(
    'recovered reply moves the reader',
    '§5 ⚑',
    STREAM,
    'this.#state = begins.offset > this.#cursor.offset ? BROKEN : FLOWING;',
    'this.#cursor.moveTo(begins);\n      this.#state = FLOWING;',
  ),
  one('gap is not told', '§5', STREAM, "deliveries.push({ kind: 'gap', epoch, offset, reason });", ''),
  one(
    'gap of another log is taken for a recovery',
    '§5 ⚑',
    STREAM,
    'return reply.recovered && this.#isSameLog(reply, stated) && reply.offset <= stated.offset;',
    'return stated !== undefined;',
  ),
  one(
    'snapshot does not move the reader',
    '§5 ⚑',
    STREAM,
    '#snapshot({ epoch, offset, data }: SnapshotEnvelope, deliveries: RoomDelivery[]): void {\n    this.#moveTo({ epoch, offset });',
    '#snapshot({ epoch, offset, data }: SnapshotEnvelope, deliveries: RoomDelivery[]): void {\n    this.#state = FLOWING;',
  ),
  one('chunk counts from its second event', '§5', STREAM, 'envelope.firstOffset + index;', 'envelope.firstOffset + index + 1;'),
  one('hole is jumped over', '§5', CURSOR, "if (offset > this.#offset + 1) return 'hole';", ''),
  one('duplicates are delivered', '§5', CURSOR, "if (offset <= this.#offset) return 'drop';", ''),
  one('reader does not move over events', '§5', CURSOR, 'this.#offset = offset;\n    return', 'return'),
  one('hole is not asked for', '§5', STREAM, "if (verdict === 'hole') this.#state = BROKEN;", ''),
  one('join states no position', '§5', MEMBERSHIP, 'position: isStated ? position : undefined', 'position: undefined'),
  one('events of other rooms are taken', '§5', MEMBERSHIP, ' || this.#place.room !== envelope.room', ''),
  one('old connection is read behind the new one', '§4', MEMBERSHIP, 'this.#place?.connection !== connection || ', ''),
  one(
    'join on a lost connection is awaited for ever',
    '§4',
    MEMBERSHIP,
    'this.#connection = connection;\n    this.#pending = undefined;',
    'this.#connection = connection;',
  ),
  one('refused join is not tried again', '§5', MEMBERSHIP, 'this.#notBefore = now + (', 'this.#notBefore = Number.POSITIVE_INFINITY + ('),
  one('what comes after a hole is delivered', '§5', STREAM, "if (verdict !== 'deliver') return;", "if (verdict === 'drop') return;"),
  one('server is not told of leaving', '§5', MEMBERSHIP, 'return [...this.#leavePlaces(), ...this.#end()];', 'return this.#end();'),
  one('missing events are asked for without a pause', '§5', MEMBERSHIP, 'now + REJOIN_EVERY_MS', 'now'),
];
