import { expect } from 'vitest';
import { isSamePosition, type Position } from '../../src/rooms/position.ts';
import type { JoinRequest, RoomEffect } from '../../src/rooms/room-effect.ts';
import { RoomMembership } from '../../src/rooms/room-membership.ts';
import { ModelConnection, type ModelRoom } from './model-room.ts';

/** What the application has: where it is, and what it knows of the log behind; `undefined` before the first. */
interface Known {
  readonly position: Position;
  /** What was said up to there since the last gap or begin. */
  readonly said: readonly string[];
}

/** A client of one room on a model network, and an application that checks each delivery against the log. */
export class ModelReader {
  readonly membership = new RoomMembership(() => 0);
  readonly #room: ModelRoom;
  /** Those that live, by number; the newest is last. */
  readonly #connections = new Map<number, ModelConnection>();
  #lastNumber = 0;
  /** What was known after each delivery, the newest last. */
  #known: Known[] = [];
  gaps = 0;
  snapshots = 0;
  joins = 0;
  now = 0;

  constructor(room: ModelRoom) {
    this.#room = room;
  }

  get connections(): readonly ModelConnection[] {
    return [...this.#connections.values()];
  }

  get position(): Position | undefined {
    return this.#known.at(-1)?.position;
  }

  join(): void {
    this.perform(this.membership.join(this.now));
  }

  leave(): void {
    this.perform(this.membership.leave());
    this.#known = [];
  }

  /** A new connection; an older one, if there is one, drains. */
  connect(): void {
    this.#lastNumber += 1;
    this.#connections.set(this.#lastNumber, new ModelConnection(100 + this.#lastNumber));
    this.perform(this.membership.connectionLive(this.#lastNumber, this.now));
  }

  /** Connects if the connection made last is lost. */
  ensureConnected(): void {
    if (!this.#connections.has(this.#lastNumber)) this.connect();
  }

  /** The newest connection is lost, or the oldest. */
  cut(isNewest: boolean): void {
    const numbers = [...this.#connections.keys()];
    const number = isNewest ? numbers.at(-1) : numbers[0];
    if (number === undefined) return;
    this.#connections.delete(number);
    this.membership.connectionLost(number);
  }

  /** The application did not read the last `count` deliveries, and will not. */
  catchUp(count: number): void {
    const kept = this.#known.length - count;
    if (this.#known.length === 0 || kept < 1) return;
    this.#known = this.#known.slice(0, kept);
    this.perform(this.membership.catchUp(this.position, this.now));
  }

  pass(ms: number): void {
    this.now += ms;
    if (this.now >= this.membership.nextDeadline()) this.perform(this.membership.timePassed(this.now));
  }

  /** The server reads one message of the newest connection, or of the oldest. */
  serve(isNewest: boolean): void {
    const connection = isNewest ? this.connections.at(-1) : this.connections[0];
    if (connection !== undefined) this.#room.serve(connection);
  }

  /** One message arrives over the newest connection, or over the oldest. */
  receive(isNewest: boolean): void {
    const entries = [...this.#connections];
    const [number, connection] = (isNewest ? entries.at(-1) : entries[0]) ?? [];
    const message = connection?.down.shift();
    if (number === undefined || message === undefined) return;
    if (message.kind === 'granted') this.perform(this.membership.granted(message.request, message.reply, this.now));
    else this.perform(this.membership.receive(number, message, this.now));
  }

  /** Everything arrives, and enough time passes for everything that waits. */
  settle(): void {
    for (let round = 0; round < 40; round++) {
      while (this.connections.some(({ up, down }) => up.length + down.length > 0)) {
        for (const isNewest of [true, false]) {
          this.serve(isNewest);
          this.receive(isNewest);
        }
        if (this.#connections.size > 2) this.cut(false);
      }
      this.pass(1_000);
    }
  }

  perform(effects: readonly RoomEffect[]): void {
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: RoomEffect): void {
    switch (effect.kind) {
      case 'join':
        this.joins += 1;
        this.#send(effect.request);
        break;
      case 'leave':
        this.#connections.get(effect.connection)?.up.push({ kind: 'leave', room: effect.room });
        break;
      case 'joined':
        this.#begin();
        break;
      case 'snapshot':
        this.#see(effect, effect.data);
        break;
      case 'gap':
        this.#miss(effect);
        break;
      case 'event':
        this.#hear(effect, effect.data);
        break;
      default:
        throw new Error(`unexpected ${effect.kind}`);
    }
  }

  #send(request: JoinRequest): void {
    this.#connections.get(request.connection)?.up.push({ kind: 'join', request });
  }

  /** Where there is no snapshot to begin with, the application begins where it was joined. */
  #begin(): void {
    const { position } = this.membership;
    const isBegin = this.#known.length === 0 && !this.#room.hasSnapshot && position !== undefined;
    if (isBegin) this.#known = [{ position, said: [] }];
  }

  #see(position: Position, state: unknown): void {
    this.snapshots += 1;
    expect(state).toEqual(this.#room.upTo(position));
    this.#known.push({ position, said: this.#room.upTo(position) });
  }

  /** Where it is already nothing can be missing, unless in a log that has no name. */
  #miss({ epoch, offset }: Position): void {
    this.gaps += 1;
    const isThere = this.position !== undefined && isSamePosition(this.position, { epoch, offset });
    expect(isThere && epoch !== '').toBe(false);
    this.#known.push({ position: { epoch, offset }, said: [] });
  }

  /** In order, once: always the one behind the last, of the same log, as it was published. */
  #hear({ epoch, offset }: Position, text: unknown): void {
    const known = this.#known.at(-1);
    if (known === undefined) throw new Error('an event before the begin');
    expect({ epoch, offset }).toEqual({ epoch: known.position.epoch, offset: known.position.offset + 1 });
    expect(text).toBe(this.#room.upTo({ epoch, offset }).at(-1));
    this.#known.push({ position: { epoch, offset }, said: [...known.said, String(text)] });
  }

  /** Nothing is missing: the application is at the head, and knows all that was said since its last begin. */
  expectAtHead(): void {
    const head = this.#room.head;
    const known = this.#known.at(-1);
    expect(known?.position).toMatchObject(head);
    const all = this.#room.upTo(head);
    expect(known?.said).toEqual(all.slice(all.length - (known?.said.length ?? 0)));
  }
}
