import { type Answer, invalidParams, type RequestEnvelope, RpcError, systemError } from '@trunkline/protocol/wire';
import { readLeave, readPublish, readState } from './control-params.ts';
import { Join } from './join.ts';
import { readMemberState } from './member-state.ts';
import { publish } from './publish.ts';
import type { RoomConnection } from './room-connection.ts';
import type { RoomTable } from './room-table.ts';
import type { RoomWorld } from './room-world.ts';
import type { TopicEntry } from './topic-entry.ts';
import { orUnavailable } from './unavailable.ts';

/** After which a join that found no place may be sent again, in ms. */
const RETRY_AFTER_MS = 1_000;

/** Answers what clients ask of rooms: `$/join`, `$/leave`, `$/state`, `$/publish` (protocol §5). */
export class RoomRequests {
  readonly #world: RoomWorld;
  readonly #topics: ReadonlyMap<string, TopicEntry>;
  readonly #table: RoomTable;

  constructor(world: RoomWorld, topics: ReadonlyMap<string, TopicEntry>, table: RoomTable) {
    this.#world = world;
    this.#topics = topics;
    this.#table = table;
  }

  /** Whether a method is one of these. */
  knows(method: RequestEnvelope['method']): boolean {
    return method === '$/join' || method === '$/leave' || method === '$/state' || method === '$/publish';
  }

  /** Answers a request, once. `respond` is never called within this call, except for what is refused at once. */
  async answer({ method, params }: RequestEnvelope, connection: RoomConnection, respond: (answer: Answer) => void): Promise<void> {
    try {
      if (method === '$/join') await this.#join(params, connection, respond);
      else respond({ result: await this.#ask(method, params, connection) });
    } catch (error) {
      // Made from what the application threw, and logged, where that was caught.
      if (error instanceof RpcError) respond({ error });
      else respond({ error: this.#world.toRpcError(error, { method, peer: connection.peer.id }, connection.peer.log) });
    }
  }

  async #join(params: unknown, connection: RoomConnection, respond: (answer: Answer) => void): Promise<void> {
    const { memberships } = connection;
    const { rooms } = this.#world.limits;
    memberships.kept.takeJoin();
    if (memberships.joining >= rooms) throw systemError('TooMany', `${rooms} joins are in flight`, { retryAfterMs: RETRY_AFTER_MS });
    memberships.joining += 1;
    try {
      await new Join(connection, this.#world, (reply) => respond({ result: reply })).run(params, this.#topics, this.#table);
    } finally {
      memberships.joining -= 1;
    }
  }

  async #ask(method: RequestEnvelope['method'], params: unknown, connection: RoomConnection): Promise<unknown> {
    switch (method) {
      case '$/leave':
        return this.#leave(params, connection);
      case '$/state':
        return await this.#setState(params, connection);
      default:
        return await publish(readPublish(params), connection, this.#world);
    }
  }

  /** Leaving a room that is not joined changes nothing; neither does leaving one that was joined anew by then. */
  #leave(params: unknown, { memberships }: RoomConnection): null {
    const { room, n } = readLeave(params);
    const membership = memberships.get(room);
    if (membership !== undefined && membership.joinNumber <= n) memberships.leave(membership);
    return null;
  }

  async #setState(params: unknown, { memberships }: RoomConnection): Promise<null> {
    const { room: number, state } = readState(params);
    const membership = memberships.get(number);
    if (membership === undefined) throw systemError('NotJoined', 'the room is not joined');
    const { entry, name } = membership.room;
    memberships.kept.takePublish();
    if (entry.presence === undefined)
      throw invalidParams(`${entry.name}: the state is`, [{ path: '/state', message: 'the topic has no presence' }]);
    const read = await readMemberState(entry, state);
    if (membership.hasLeft) throw systemError('NotJoined', 'the room was left');
    await orUnavailable(this.#world, memberships.kept.presence.set(name, read), { topic: entry.name });
    return null;
  }
}
