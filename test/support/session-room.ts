import {
  fromWireError,
  isRpcError,
  type JoinRequest,
  type RoomDelivery,
  type RoomEffect,
  type RoomEnvelope,
  RoomMembership,
  readJoinReply,
  type StateUpdate,
  toWireError,
  type WireError,
} from '@trunkline/protocol/wire';

/** The wait after a refused join, in ms; other clients add a random part. */
const WAIT_MS = 20;

/** Sends control requests for a room. */
export interface RoomRequester {
  /** `onAnswer` is called in the turn in which the answer comes in. */
  request(method: string, params: unknown, onAnswer?: (value: unknown) => void): Promise<unknown>;
}

/** A room of a session client: the real membership, what it delivered, and promises. */
export class SessionRoom {
  /** All that came, in order. */
  readonly deliveries: RoomDelivery[] = [];
  /** Why it is no member any more. */
  readonly ends: number[] = [];
  readonly #requester: RoomRequester;
  readonly #topic: string;
  readonly #params: unknown;
  readonly #membership = new RoomMembership(() => WAIT_MS);
  #connection = 0;
  #room: number | undefined;
  #opening: { readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;

  constructor(requester: RoomRequester, topic: string, params: unknown, state: unknown) {
    this.#requester = requester;
    this.#topic = topic;
    this.#params = params;
    if (state !== undefined) this.#membership.setState(state, performance.now());
  }

  /** The states of who is there, in no order of meaning. */
  get members(): readonly unknown[] {
    return this.#membership.members.map(({ state }) => state);
  }

  get isJoined(): boolean {
    return this.#room !== undefined;
  }

  /** The events that came, without where they stand. */
  get events(): readonly unknown[] {
    return this.deliveries.flatMap((delivery) => (delivery.kind === 'event' ? [[delivery.name, delivery.data]] : []));
  }

  join(now: number): Promise<void> {
    const joined = new Promise<void>((resolve, reject) => {
      this.#opening = { resolve, reject };
    });
    this.#carryOut(this.#membership.join(now));
    return joined;
  }

  leave(): void {
    this.#carryOut(this.#membership.leave());
  }

  setState(state: unknown): void {
    this.#carryOut(this.#membership.setState(state, performance.now()));
  }

  publish(event: string, data: unknown, key?: string): Promise<unknown> {
    return this.#requester.request('$/publish', { room: this.#room ?? -1, event, data, ...(key === undefined ? {} : { key }) });
  }

  connectionLive(connection: number, now: number): void {
    this.#connection = connection;
    this.#carryOut(this.#membership.connectionLive(connection, now));
  }

  connectionLost(connection: number): void {
    this.#room = undefined;
    this.#membership.connectionLost(connection);
  }

  receive(envelope: RoomEnvelope, now: number): void {
    this.#carryOut(this.#membership.receive(this.#connection, envelope, now));
  }

  timePassed(now: number): void {
    this.#carryOut(this.#membership.timePassed(now));
  }

  #carryOut(effects: readonly RoomEffect[]): void {
    for (const effect of effects) this.#carryOutOne(effect);
  }

  #carryOutOne(effect: RoomEffect): void {
    switch (effect.kind) {
      case 'join':
        void this.#sendJoin(effect.request);
        break;
      case 'leave':
        this.#room = undefined;
        this.#tell('$/leave', { room: effect.room });
        break;
      case 'state':
        void this.#sendState(effect.update);
        break;
      case 'joined':
        this.#room = effect.room;
        this.#opening?.resolve();
        break;
      case 'ended':
        this.#room = undefined;
        this.ends.push(effect.error.code);
        this.#opening?.reject(fromWireError(effect.error));
        break;
      case 'presence':
      case 'stateRefused':
        break;
      default:
        this.deliveries.push(effect);
    }
  }

  /** Sends what nobody waits for. */
  #tell(method: string, params: unknown): void {
    this.#requester.request(method, params).catch(() => {});
  }

  async #sendState(update: StateUpdate): Promise<void> {
    const { room, state } = update;
    const answered = (error?: WireError) => this.#carryOut(this.#membership.stateAnswered(update, error, performance.now()));
    try {
      await this.#requester.request('$/state', { room, state }, () => answered());
    } catch (error) {
      if (!isRpcError(error)) throw error;
      if (error.name !== 'Closed') answered(toWireError(error));
    }
  }

  async #sendJoin(request: JoinRequest): Promise<void> {
    const { position, state } = request;
    const params = { topic: this.#topic, params: this.#params, ...(position && { position }), ...(state !== undefined && { state }) };
    try {
      // Not by `await`: what the room delivers may come in the turn of the reply, and has to come behind it.
      await this.#requester.request('$/join', params, (reply) =>
        this.#carryOut(this.#membership.granted(request, readJoinReply(reply), performance.now())),
      );
    } catch (error) {
      if (!isRpcError(error)) throw error;
      if (error.name !== 'Closed') this.#carryOut(this.#membership.refused(request, toWireError(error), performance.now()));
    }
  }
}
