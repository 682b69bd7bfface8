import {
  type ClientConnection,
  type RoomDelivery,
  type RoomEffect,
  type RoomMember,
  RoomMembership,
  readJoinReply,
  type StateUpdate,
  toWireError,
} from '@trunkline/protocol/wire';
import type { VirtualPlatform } from '@trunkline/test-kit/virtual-platform';
import type { TestClient } from './test-client.ts';

/** A client's room, read by the machine of a real client. A client has one. */
export class RoomReader {
  readonly deliveries: RoomDelivery[] = [];
  /** Why it is no member any more. */
  readonly ends: unknown[] = [];
  readonly #membership = new RoomMembership(() => 0);
  readonly #client: TestClient;
  readonly #platform: VirtualPlatform;
  readonly #room: { readonly topic: string; readonly params: unknown };
  /** A connection's number is its place in here. */
  readonly #connections: ClientConnection[] = [];

  constructor(
    client: TestClient,
    platform: VirtualPlatform,
    room: { readonly topic: string; readonly params: unknown; readonly state?: unknown },
  ) {
    this.#client = client;
    this.#platform = platform;
    this.#room = { topic: room.topic, params: room.params };
    client.onEvent = (event, connection) =>
      this.#perform(this.#membership.receive(this.#connections.indexOf(connection), event, this.#now));
    client.onDropped = (connection) => this.#membership.connectionLost(this.#connections.indexOf(connection));
    this.#perform(this.#membership.setState(room.state, this.#now));
    this.#perform(this.#membership.join(this.#now));
  }

  get #now(): number {
    return this.#platform.now();
  }

  get members(): readonly RoomMember[] {
    return this.#membership.members;
  }

  /** Offsets of the logged events, in the order in which they came. */
  get offsets(): readonly number[] {
    return this.deliveries.flatMap(({ kind, offset }) => (kind === 'event' && offset > 0 ? [offset] : []));
  }

  /** The client opened a connection: the room is read over it. */
  follow(): void {
    const { connection } = this.#client;
    if (connection === undefined) throw new Error('not connected');
    this.#connections.push(connection);
    this.#perform(this.#membership.connectionLive(this.#connections.length - 1, this.#now));
  }

  #perform(effects: readonly RoomEffect[]): void {
    for (const effect of effects) {
      switch (effect.kind) {
        case 'join':
          this.#join(effect.request);
          break;
        case 'leave':
          this.#connections[effect.connection]?.request('$/leave', { room: effect.room }, () => {});
          break;
        case 'state':
          this.#tell(effect.update);
          break;
        case 'ended':
          this.ends.push(effect.error);
          break;
        case 'joined':
        case 'presence':
        case 'stateRefused':
          break;
        default:
          this.deliveries.push(effect);
      }
    }
  }

  #tell(update: StateUpdate): void {
    const { connection, room, state } = update;
    this.#connections[connection]?.request('$/state', { room, state }, (outcome) => {
      if (!outcome.ok && outcome.error.name === 'Closed') return;
      this.#perform(this.#membership.stateAnswered(update, outcome.ok ? undefined : toWireError(outcome.error), this.#now));
    });
  }

  #join(request: Extract<RoomEffect, { readonly kind: 'join' }>['request']): void {
    const { position, state } = request;
    const params = { ...this.#room, ...(position === undefined ? {} : { position }), ...(state === undefined ? {} : { state }) };
    this.#connections[request.connection]?.request('$/join', params, (outcome) => {
      if (outcome.ok) this.#perform(this.#membership.granted(request, readJoinReply(outcome.value), this.#now));
      else if (outcome.error.name !== 'Closed') this.#perform(this.#membership.refused(request, toWireError(outcome.error), this.#now));
    });
  }
}
