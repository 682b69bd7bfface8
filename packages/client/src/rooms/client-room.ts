import {
  fromWireError,
  type JoinRequest,
  plainCopy,
  type RoomDelivery,
  type RoomEffect,
  type RoomEnvelope,
  RoomMembership,
  type RoomPlace,
  type RpcError,
  type StateUpdate,
  systemError,
  toWireError,
} from '@trunkline/protocol/wire';
import { Consumption } from './consumption.ts';
import { deliveryOf, slotOf } from './delivery.ts';
import { type Listener, Listeners } from './listeners.ts';
import { type Publication, PublishLine } from './publish-line.ts';
import type { RoomName, RoomPort } from './room-port.ts';

/** Whoever waits for a join. */
interface Joiner {
  resolve(): void;
  reject(error: RpcError): void;
}

/** What the application listens to that is no delivery: it makes nobody a consumer. */
const TOLD_BESIDES: readonly string[] = ['members', 'error'];

/** One room as the application has it: joined, read, published to and left, over all connections. */
export class ClientRoom implements AsyncIterable<unknown> {
  readonly #name: RoomName;
  readonly #port: RoomPort;
  readonly #membership: RoomMembership;
  readonly #consumption: Consumption;
  readonly #besides: Listeners;
  readonly #publishes = new PublishLine();
  #joiners: Joiner[] = [];
  #isJoinedByHand = false;
  /** Until the server has answered every leave. */
  #leaving: Promise<unknown> = Promise.resolve();
  /** Bytes of the message that is being taken, for each of its deliveries. */
  #bytesEach = 0;

  constructor(name: RoomName, port: RoomPort) {
    this.#name = name;
    this.#port = port;
    this.#membership = new RoomMembership((failures) => port.delayAfter(failures));
    this.#besides = new Listeners((error) => port.report(error));
    this.#consumption = new Consumption(
      {
        onIterated: () => this.#enter(),
        onAbandoned: () => {
          if (!this.#isJoinedByHand) void this.leave();
        },
        onBehind: (position) => {
          // It stays joined all the while, for members and publishes; only what was dropped is asked for again.
          this.#do(this.#membership.catchUp(position, port.now()));
        },
      },
      (error) => port.report(error),
    );
  }

  get key(): string {
    return this.#name.key;
  }

  // What the application calls.

  /** Joins, and resolves once the server has let in. Rejects with why it does not. */
  join(): Promise<void> {
    this.#isJoinedByHand = true;
    return new Promise((resolve, reject) => {
      if (this.#membership.place !== undefined) {
        resolve();
        return;
      }
      this.#joiners.push({ resolve, reject });
      this.#enter();
    });
  }

  /**
   * Leaves, and resolves once the server has answered, or cannot any more; a loop over the room ends behind what waits for it. Publishes on
   * their way are still answered.
   */
  async leave(): Promise<void> {
    if (this.#membership.isWanted) {
      const effects = this.#membership.leave();
      this.#end(systemError('Cancelled', 'the room was left'));
      this.#consumption.end();
      // Last: whoever is told that there are no members any more may join again.
      this.#do(effects);
    }
    await this.#leaving;
  }

  on(kind: string, listener: Listener): () => void {
    const unsubscribe = TOLD_BESIDES.includes(kind) ? this.#besides.add(kind, listener) : this.#consumption.on(kind, listener);
    this.#port.used(this);
    return () => {
      unsubscribe();
      const isUsed = this.#membership.isWanted || this.#besides.size > 0 || this.#consumption.isListenedTo;
      if (!isUsed) this.#port.unused(this);
    };
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown> {
    return this.#consumption.iterate();
  }

  get members(): readonly { readonly id: string; readonly state: unknown }[] {
    return this.#membership.members.map(({ peer, state }) => ({ id: peer, state }));
  }

  get memberCount(): number {
    return this.#membership.memberCount;
  }

  /** The member's state from now on, and for each join to come: what it is now. @throws {RpcError | TypeError} for what cannot be sent. */
  setState(state: unknown): void {
    this.#port.checkState(this.#name.topic, state);
    this.#do(this.#membership.setState(plainCopy(state), this.#port.now()));
  }

  async publish(event: string, data: unknown, { key }: { readonly key?: string | undefined } = {}): Promise<unknown> {
    const { topic } = this.#name;
    const checking = this.#port.checkEvent(topic, event, data);
    // What is sent, and sent again, must be what was given, whatever its owner makes of it meanwhile.
    const copy = plainCopy(data);
    const bytes = typeof checking === 'number' ? checking : await checking;
    if (!this.#membership.isWanted) throw this.#port.closedBy ?? systemError('NotJoined', 'join the room before you publish to it');
    const publication: Publication = {
      event,
      data: copy,
      bytes,
      key: key ?? this.#port.randomKey(),
      isKept: () => this.#port.event(topic, event)?.delivery !== 'ephemeral',
    };
    const answering = this.#publishes.add(publication, this.#port.now());
    this.#port.setAlarm(this, this.nextDeadline());
    const answer = await answering;
    return this.#port.event(topic, event)?.delivery === 'log' ? answer : undefined;
  }

  #enter(): void {
    const { closedBy } = this.#port;
    if (closedBy !== undefined) {
      this.closed(closedBy);
      return;
    }
    if (this.#membership.isWanted) return;
    const now = this.#port.now();
    const connection = this.#port.entered(this);
    if (connection !== undefined) this.#do(this.#membership.connectionLive(connection, now));
    this.#do(this.#membership.join(now));
  }

  // What the client tells.

  connected(connection: number): void {
    this.#do(this.#membership.connectionLive(connection, this.#port.now()));
  }

  connectionLost(connection: number): void {
    this.#membership.connectionLost(connection);
    this.#publishes.lost(connection);
  }

  receive(connection: number, envelope: RoomEnvelope, bytes: number): void {
    this.#bytesEach = envelope.kind === 'events' ? bytes / Math.max(1, envelope.events.length) : bytes;
    this.#do(this.#membership.receive(connection, envelope, this.#port.now()));
  }

  /** The client is closed. */
  closed(error: RpcError): void {
    // Nobody is there who could be told.
    this.#membership.leave();
    this.#end(error);
    this.#consumption.end(error);
  }

  nextDeadline(): number {
    return Math.min(this.#membership.nextDeadline(), this.#publishes.nextDeadline());
  }

  timePassed(now: number): void {
    this.#publishes.timePassed(now);
    this.#do(this.#membership.timePassed(now));
  }

  // What the membership asks for.

  #do(effects: readonly RoomEffect[]): void {
    for (const effect of effects) this.#perform(effect);
    this.#port.setAlarm(this, this.nextDeadline());
  }

  #perform(effect: RoomEffect): void {
    switch (effect.kind) {
      case 'join':
        this.#askToJoin(effect.request);
        break;
      case 'leave':
        this.#leaving = Promise.all([this.#leaving, this.#port.leave(this, effect)]);
        break;
      case 'state':
        this.#tellState(effect.update);
        break;
      case 'joined':
        this.#joined(effect);
        break;
      case 'stateRefused':
        this.#besides.tell('error', fromWireError(effect.error));
        break;
      case 'presence':
        this.#besides.tell('members', this.members);
        break;
      case 'ended':
        this.#ended(fromWireError(effect.error));
        break;
      default:
        this.#deliver(effect);
    }
  }

  #askToJoin(request: JoinRequest): void {
    const { topic, params } = this.#name;
    const { connection, position, state } = request;
    const asked = { topic, ...(params !== undefined && { params }), ...(position && { position }), ...(state !== undefined && { state }) };
    this.#port.join(
      connection,
      asked,
      (reply) => this.#do(this.#membership.granted(request, reply, this.#port.now())),
      (error) => this.#refused(request, error),
    );
  }

  #refused(request: JoinRequest, error: RpcError): void {
    // Of a connection that is lost; the next one is asked again.
    if (error.name === 'Closed') return;
    this.#do(this.#membership.refused(request, toWireError(error), this.#port.now()));
  }

  #tellState(update: StateUpdate): void {
    const { connection, room, state } = update;
    this.#port.request(connection, '$/state', { room, state }, (outcome) => {
      // Of a connection that is lost; the next join tells it, or what is sent behind that.
      if (!outcome.ok && outcome.error.name === 'Closed') return;
      const error = outcome.ok ? undefined : toWireError(outcome.error);
      this.#do(this.#membership.stateAnswered(update, error, this.#port.now()));
    });
  }

  #joined({ connection, room }: RoomPlace): void {
    this.#port.placed(this, { connection, room });
    this.#consumption.begins(this.#membership.position);
    const joiners = this.#joiners;
    this.#joiners = [];
    for (const { resolve } of joiners) resolve();
    this.#publishes.joined(connection, ({ event, data, key }, answered) => {
      this.#port.request(connection, '$/publish', { room, event, data, key }, answered);
    });
  }

  #deliver(delivery: RoomDelivery): void {
    const { epoch, offset } = delivery;
    const event = delivery.kind === 'event' ? this.#port.event(this.#name.topic, delivery.name) : undefined;
    const isLogged = delivery.kind !== 'event' || offset > 0;
    this.#consumption.deliver(
      deliveryOf(delivery, event),
      isLogged ? { epoch, offset } : undefined,
      this.#bytesEach,
      slotOf(delivery, event),
    );
  }

  /** Refused for good, or thrown out: whoever reads is told. */
  #ended(error: RpcError): void {
    this.#end(error);
    this.#consumption.end(error);
    this.#besides.tell('error', error);
  }

  #end(error: RpcError): void {
    this.#isJoinedByHand = false;
    this.#port.exited(this);
    this.#publishes.ended(error);
    const joiners = this.#joiners;
    this.#joiners = [];
    for (const { reject } of joiners) reject(error);
  }
}
