import { type Fault, one } from './mutant.ts';

const ROOM = 'rooms/room.ts';
const AUDIENCE = 'rooms/audience.ts';
const PROGRESS = 'rooms/room-progress.ts';
const MEMBERSHIP = 'rooms/membership.ts';
const MEMBERSHIPS = 'rooms/memberships.ts';
const MEMBER_PRESENCE = 'rooms/member-presence.ts';
const JOIN = 'rooms/join.ts';
const PUBLISH = 'rooms/publish.ts';
const LOG_READER = 'rooms/log-reader.ts';
const TABLE = 'rooms/room-table.ts';
const SNAPSHOTS = 'rooms/snapshot-runs.ts';

/** Faults of what is fanned out, and of who gets it. */
const OF_FANNING_OUT: readonly Fault[] = [
  one('member is live before it is in step', '§5.1 ⚑', MEMBERSHIP, 'if (room.isBehind(this.#position)) {', 'if (this.#hasLeft) {'),
  one(
    'member goes live a turn later',
    '§5.1 ⚑',
    MEMBERSHIP,
    'room.goLive(this, this.#position);',
    'await new Promise<void>((resolve) => void this.#world.platform.after(5, resolve));\n    room.goLive(this, this.#position);',
  ),
  one('push repeats what was read', '§5.1 ⚑', AUDIENCE, 'const read = this.#ahead.get(member) ?? 0;', 'const read = 0;'),
  one('hole is jumped over by the server', '§5.1 ⚑', PROGRESS, 'hasLogHole: offset > expected', 'hasLogHole: false'),
  one(
    'hole before what is not logged is forgotten',
    '§5.1 ⚑',
    PROGRESS,
    'if (isFurther) this.#version = version;',
    "if (!isFurther) return 'known';\n    this.#version = version;",
  ),
  one('heads are not compared', '§5', TABLE, 'void this.#compare();', ''),
  one('hole in the values is not repaired', '§5.3 ⚑', ROOM, 'if (hasHole) this.#repairValues(before);', ''),
  one(
    'one slow member holds up all',
    '§5.3',
    AUDIENCE,
    'for (const member of this.#live) this.#push(',
    'for (const member of this.#live) if (![...this.#live].every(({ connection }) => connection.outflow.isOpen)) return; else this.#push(',
  ),
  one(
    'slow member is passed over',
    '§5.3 ⚑',
    AUDIENCE,
    'this.#demote(member, { position: { ...before.position, offset }, version }, isSlow);\n        return;',
    'return;',
  ),
  one('slow member is pushed to', '§5.3 ⚑', AUDIENCE, 'const isSlow = !connection.outflow.isOpen;', 'const isSlow = false;'),
  one(
    'slow member catches up into its queue',
    '§5.3 ⚑',
    MEMBERSHIP,
    'if (!outflow.isOpen || !this.#sendShared(message)) return;',
    'if (!this.#sendShared(message)) return;',
  ),
  one('failed reading is the last', '§5', MEMBERSHIP, 'await this.#wait(brokerRetryMs(', 'return;\n      await this.#wait(brokerRetryMs('),
  one('log is read from one further on', '§5.1', LOG_READER, 'after, READ_LIMIT)', '{ ...after, offset: after.offset + 1 }, READ_LIMIT)'),
  one(
    'readings from different places are shared',
    '§5.1',
    LOG_READER,
    'const shared = this.#underWay.get(key);',
    'const [shared = this.#underWay.get(key)] = this.#underWay.values();',
  ),
];

/** Faults of values and snapshots. */
const OF_STATE: readonly Fault[] = [
  one('no values at the seam', '§5.3 ⚑', MEMBERSHIP, 'if (this.#sendValues()) return false;', ''),
  one('older value wins', '§5.3 ⚑', 'rooms/room-values.ts', 'known.version < value.version', 'known.version > value.version'),
  {
    name: 'values are loaded before the subscription',
    rule: '§5.3 ⚑',
    edits: [
      {
        file: ROOM,
        replace: 'this.#subscription = await this.#world.broker.subscribe(',
        with: 'if (this.entry.hasValues) await this.loadValues();\n    this.#subscription = await this.#world.broker.subscribe(',
      },
      { file: ROOM, replace: 'this.entry.hasValues ? this.loadValues() : undefined,', with: 'undefined,' },
    ],
  },
  one(
    'position is taken behind the snapshot',
    '§5.3 ⚑',
    SNAPSHOTS,
    'new Snapshot(number, position, ',
    'new Snapshot(number, this.#room.position, ',
  ),
  one('exact position of a snapshot is ignored', '§5.3', SNAPSHOTS, 'await this.#exact(taken.position)', 'this.#room.position'),
  one(
    'snapshot stands for what was never fanned out',
    '§5.3 ⚑',
    JOIN,
    '(snapshot?.position ?? gap?.head ?? room.position)',
    'room.position',
  ),
];

/** Faults of joining, leaving and rights. */
const OF_MEMBERSHIP: readonly Fault[] = [
  one(
    'reply comes behind the events',
    '§5.1 ⚑',
    JOIN,
    'this.#respond({ room: room.number, epoch, offset, recovered, snapshot: message !== undefined, ...members });',
    'this.#world.platform.atEndOfTurn(() => this.#respond({ room: room.number, epoch, offset, recovered, snapshot: message !== undefined, ...members }));',
  ),
  one(
    'join counts on old credentials',
    '§4.8 ⚑',
    JOIN,
    'if (credentialsVersion !== this.#credentialsVersion) return',
    'if (credentialsVersion < 0) return',
  ),
  one(
    'new credentials leave all rooms as they are',
    '§4.8',
    'hub/server-peer.ts',
    'await rooms.memberships.authorizeAgain(',
    'rooms.memberships.authorizeAgain.bind(',
  ),
  one(
    'new credentials are confirmed before rooms are left',
    '§4.8 ⚑',
    'hub/session-connection.ts',
    'await peer.changeIdentity(',
    'void peer.changeIdentity(',
  ),
  one(
    'events go on after revoked',
    '§2.16 ⚑',
    MEMBERSHIPS,
    'membership.left();\n    room.remove(membership);\n    this.#table.closeIfEmpty(room);',
    'membership.left();',
  ),
  one(
    'revoked is not told',
    '§5',
    MEMBERSHIP,
    "this.#send({ kind: 'revoked', room: this.room.number, error: toWireError(error) });",
    'void toWireError(error);',
  ),
  one('older leave ends what a newer join made', '§5.1 ⚑', 'rooms/room-requests.ts', ' && membership.joinNumber <= n', ''),
  one('number of a room is given again', '§5.1', TABLE, 'this.#lastNumber += 1;', 'this.#lastNumber = this.#rooms.size + 1;'),
  one('rooms of a lost connection stay open', '§10', MEMBERSHIPS, 'this.#table.closeIfEmpty(membership.room);', ''),
];

/** Faults of presence. */
const OF_PRESENCE: readonly Fault[] = [
  one(
    'whoever leaves stays listed',
    '§5.4',
    MEMBERSHIPS,
    'this.#byRoom.delete(room.number);\n      this.kept.presence.remove(room.name);',
    'this.#byRoom.delete(room.number);',
  ),
  one('whoever is lost stays listed', '§5.4', MEMBERSHIPS, 'this.kept.presence.disconnected();', ''),
  one(
    'whoever is dropped leaves its rooms soon',
    '§5.4',
    'rooms/presence-keeper.ts',
    'const PRESENCE_LINGERS_MS = 10_000;',
    'const PRESENCE_LINGERS_MS = 2_000;',
  ),
  one('lease is not renewed', '§5.4', 'rooms/presence-lease.ts', 'void this.#renewAgain();', ''),
  one(
    'slow member is told who comes and goes',
    '§5.4 ⚑',
    MEMBER_PRESENCE,
    'if (!outflow.isOpen) {\n      this.#tellLater();\n      return;\n    }',
    '',
  ),
  one('full list does not follow', '§5.4 ⚑', MEMBER_PRESENCE, 'this.#isStale = false;\n      this.#tellAll();', 'this.#isStale = false;'),
  one(
    'another store is not told of the members',
    '§5.4',
    ROOM,
    'connection.memberships.kept.presence.repeat(this.name);',
    'void connection;',
  ),
];

/** Faults of publishing, and of a store that is lost. */
const OF_PUBLISHING: readonly Fault[] = [
  one(
    'publishes of one peer run side by side',
    '§5.5 ⚑',
    'rooms/peer-rooms.ts',
    'return this.#lines.run(room, publish).finally(',
    'return publish().finally(',
  ),
  one('repeated publish takes effect again', '§5.5 ⚑', PUBLISH, 'key === undefined ? undefined : {', 'key !== undefined ? undefined : {'),
  one('publish keys belong to the session', '§5.5 ⚑', PUBLISH, 'principal: clientScope(principal), key }', 'principal: peer.id, key }'),
  one('versions outlive their store', '§5.3', PROGRESS, 'this.#version = version;\n    this.#doubtAt = 0;', 'this.#doubtAt = 0;'),
  one('nobody is told of another store', '§5.1', ROOM, 'this.#audience.missedValues(0, position);', ''),
];

/** Faults of a server's rooms. */
export const HUB_MUTANTS: readonly Fault[] = [...OF_FANNING_OUT, ...OF_STATE, ...OF_MEMBERSHIP, ...OF_PRESENCE, ...OF_PUBLISHING];
