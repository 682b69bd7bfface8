import { type Fault, one } from './mutant.ts';

const CONNECTOR = 'connector/connector.ts';
const STATUS = 'connector/status-keeper.ts';
const ROOM = 'rooms/client-room.ts';
const CONSUMPTION = 'rooms/consumption.ts';
const LINE = 'rooms/publish-line.ts';
const CALL = 'calls/client-call-plan.ts';

/** Faults of connecting, and of telling how that goes. */
const OF_CONNECTING: readonly Fault[] = [
  one('timer is left when the client closes', 'api', CONNECTOR, 'this.#alarm.stop();\n', '\n'),
  one('platform is watched for ever', 'api', CONNECTOR, 'this.#unwatch();\n', '\n'),
  one('rooms are not told that the client is closed', 'api', CONNECTOR, 'this.#observer.onStopped(reason);', ''),
  one(
    'client stays live when its connection is lost',
    'api',
    CONNECTOR,
    'if (!this.#isConnected) this.#standing.waiting(decision.reason, decision.at, cause);',
    '',
  ),
  one(
    'client is live as soon as it is connected',
    'api',
    CONNECTOR,
    'this.#observer.onConnected(dial.number);',
    'this.#observer.onConnected(dial.number);\n    this.#standing.live();',
  ),
  one(
    'time of the next attempt is that of the last',
    'api',
    STATUS,
    'retryAt: this.#platform.date() + waitMs',
    'retryAt: this.#platform.date()',
  ),
  one('client that was live connects anew', 'api', STATUS, 'this.#wasLive = true;', ''),
  one('calm of a stopped server ends nothing', '§8', CONNECTOR, 'this.#session.timePassed(now);', ''),
];

/** Faults of rooms, as an application has them. */
const OF_ROOMS: readonly Fault[] = [
  one(
    'what waits for an application has no bound',
    '§10',
    'rooms/delivery-buffer.ts',
    'if (others > 0 && others + buffered.bytes > MAX_BUFFERED_BYTES) return false;',
    '',
  ),
  one('slow application is not caught up', 'api', CONSUMPTION, 'this.#owner.onBehind(this.#position);', ''),
  one(
    'slow application is caught up from where its client is',
    'api',
    ROOM,
    'this.#membership.catchUp(position, port.now())',
    'this.#membership.catchUp(this.#membership.position, port.now())',
  ),
  one(
    'values of all keys are one for a slow application',
    '§5.3',
    'rooms/delivery.ts',
    'JSON.stringify([name, Reflect.get(data, key)])',
    'name',
  ),
  one(
    'callbacks miss what a loop takes',
    'api',
    CONSUMPTION,
    'else this.#tell(next.delivery, next.position);',
    'else this.#position = next.position ?? this.#position;',
  ),
  one(
    'what waited is not told to callbacks that come later',
    'api',
    CONSUMPTION,
    'void Promise.resolve().then(() => this.#tellWaiting());',
    '',
  ),
  one(
    'leave says the newest of all joins',
    '§5.1 ⚑',
    'rooms/client-rooms.ts',
    '{ room: place.room, n: member.join }',
    '{ room: place.room, n: this.#lastJoin }',
  ),
  one('room is not left with its loop', 'api', ROOM, 'if (!this.#isJoinedByHand) void this.leave();', ''),
  one('whoever joins is not told when it is in', 'api', ROOM, 'for (const { resolve } of joiners) resolve();', ''),
  one('changes among the members are not told', '§5.4', ROOM, "this.#besides.tell('members', this.members);", ''),
];

/** Faults of publishing. */
const OF_PUBLISHING: readonly Fault[] = [
  one(
    'repeated publish has another key',
    '§5.5 ⚑',
    ROOM,
    '{ room, event, data, key }, answered',
    '{ room, event, data, key: this.#port.randomKey() }, answered',
  ),
  one(
    'publishes are sent again in another order',
    '§5.5',
    LINE,
    'for (const waiting of [...this.#waiting]) this.#send(waiting);',
    'for (const waiting of [...this.#waiting].reverse()) this.#send(waiting);',
  ),
  one(
    'publish that was sent is said to be not',
    'api',
    LINE,
    'if (!waiting.wasSent) this.#settle',
    'if (waiting.carrier !== undefined || !waiting.wasSent) this.#settle',
  ),
  one('publish waits for ever', '§5.5', ROOM, 'this.#publishes.timePassed(now);', ''),
];

/** Faults of calls. */
const OF_CALLS: readonly Fault[] = [
  one('signal of a call is ignored', 'api', CALL, 'this.signal = signal;', 'this.signal = signal && undefined;'),
  one(
    'timeout of a call is ignored',
    'api',
    CALL,
    'this.deadline = carrier.now() + timeoutMs;',
    'this.deadline = carrier.now() * 0 + Number.POSITIVE_INFINITY;',
  ),
  one('mutations are taken for queries', '§4', CALL, '?.isQuery === true', '?.isQuery !== undefined'),
];

/** Faults of the published client. */
export const CLIENT_MUTANTS: readonly Fault[] = [...OF_CONNECTING, ...OF_ROOMS, ...OF_PUBLISHING, ...OF_CALLS];
