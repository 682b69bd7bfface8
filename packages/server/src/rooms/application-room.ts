import type { Position } from '@trunkline/broker';
import type { Member, RoomKey } from '@trunkline/protocol';
import { outgoing } from '../peer/outgoing.ts';
import { publicationOf } from './publication.ts';
import { SERVER_SCOPE } from './publish.ts';
import { decodeState } from './room-event.ts';
import { roomName } from './room-table.ts';
import type { RoomWorld } from './room-world.ts';
import type { EventEntry, TopicEntry } from './topic-entry.ts';
import { given } from './validated.ts';

/** A room as the server's own code has it; see `RoomHandle`. It need have no members here, nor anywhere. */
export class ApplicationRoom {
  readonly #world: RoomWorld;
  readonly #entry: TopicEntry;
  readonly #params: unknown;

  constructor(world: RoomWorld, entry: TopicEntry, params: unknown) {
    this.#world = world;
    this.#entry = entry;
    this.#params = params;
  }

  async publish(
    event: string,
    data: unknown,
    { key }: { readonly key?: string | undefined } = {},
  ): Promise<{ readonly offset: number } | undefined> {
    const entry = this.#event(event);
    const { validator, delivery } = entry;
    const { isChecking, broker, limits } = this.#world;
    const sent = await given(outgoing(validator, data, isChecking), `${this.#entry.name} ${event}`);
    const once = key === undefined ? undefined : { principal: SERVER_SCOPE, key };
    const publication = publicationOf(this.#entry, entry, { name: event, data: sent }, { once, messageBytes: limits.messageBytes });
    const { offset } = await broker.publish(await this.#name(), publication);
    return delivery === 'log' ? { offset } : undefined;
  }

  async members(): Promise<readonly Member<unknown>[]> {
    const { presence } = this.#entry;
    if (presence === undefined) return [];
    const members = await this.#world.broker.members(await this.#name());
    return Promise.all(
      members.map(async ({ peer, state }) => ({ id: peer, state: await given(presence.read(decodeState(state)), this.#entry.name) })),
    );
  }

  async position(): Promise<Position> {
    const [head] = await this.#world.broker.heads([await this.#name()]);
    if (head === undefined) throw new Error('the broker did not tell the head of the room');
    return head.position;
  }

  #event(name: string): EventEntry {
    const entry = this.#entry.events.get(name);
    if (entry === undefined)
      throw new TypeError(`${this.#entry.name} has no event ${name}; it has ${[...this.#entry.events.keys()].join(', ')}`);
    return entry;
  }

  async #name(): Promise<string> {
    const key: RoomKey = await this.#entry.keyOf(this.#params);
    if (key.ok) return roomName(this.#entry.name, key.key);
    const issues = key.issues.map(({ path, message }) => `${path === '' ? 'they' : path} ${message}`);
    throw new TypeError(`the params of ${this.#entry.name} name no room: ${issues.join('; ')}`);
  }
}
