import type { Codec, Message, Position, RequestEnvelope, ResponseEnvelope, RoomEnvelope } from '@trunkline/protocol/wire';
import { fromWireError, readJoinReply } from '@trunkline/protocol/wire';
import { deniedOf } from '../hub/hub-credentials.ts';
import { RoomWire } from '../rooms/room-wire.ts';
import type { WitnessPlace } from '../rooms/wire-witness.ts';
import type { WorldRoom } from '../rooms/world-room.ts';
import type { ToldPosition } from './delivery-witness.ts';

/** Refusals of a join after which it is always tried again (protocol §5.1); after others not, or not for ever. */
const PASSING: ReadonlySet<string> = new Set(['TooMany', 'Unavailable']);

/** What is told of one connection of a client, as its messages say it. */
export interface TapObserver {
  /** The client says who it is: by its hello, or anew. */
  onCredentials(denied: ReadonlySet<string>): void;
  onHelloed(isResumed: boolean): void;
  onHelloRefused(name: string): void;
  onGranted(room: WorldRoom): void;
  onTold(room: WorldRoom, told: ToldPosition): void;
  /** A join was refused, or a membership ended, by the server. */
  onEnded(room: WorldRoom): void;
}

/** Reads along what goes over one connection of a published client: judges what the server sends of rooms, and tells what a witness of the client has to know. */
export class WireTap {
  /** Of a newer connection it is higher. */
  readonly number: number;
  readonly #codec: Codec;
  readonly #rooms: readonly WorldRoom[];
  readonly #place: WitnessPlace;
  readonly #observer: TapObserver;
  /** Control requests that are not answered, by their ids. */
  readonly #asked = new Map<number, RequestEnvelope & { settled?: () => void }>();
  readonly #numbers = new Map<number, WorldRoom>();
  /** The client's numbers of the joins that were granted last. */
  readonly #joins = new Map<WorldRoom, number>();
  /** What the client had stated where it joined last. */
  readonly #stated = new Map<WorldRoom, Position | undefined>();
  #wire: RoomWire | undefined;
  #hasHelloed = false;

  constructor(number: number, codec: Codec, rooms: readonly WorldRoom[], place: WitnessPlace, observer: TapObserver) {
    this.number = number;
    this.#codec = codec;
    this.#rooms = rooms;
    this.#place = place;
    this.#observer = observer;
  }

  /** Whether the server has accepted the hello. */
  get hasHelloed(): boolean {
    return this.#hasHelloed;
  }

  /** The public id of the client over this connection. */
  get peer(): string | undefined {
    return this.#wire?.peer;
  }

  sent(message: Message): void {
    const envelope = this.#codec.decode(message);
    if (envelope.kind !== 'request' || envelope.id > 0) return;
    this.#asked.set(envelope.id, { ...envelope, ...this.#asking(envelope) });
  }

  #asking({ method, params }: RequestEnvelope): { settled?: () => void } {
    if (method !== '$/hello' && method !== '$/auth') return {};
    const denied = deniedOf(memberOf(params, 'auth'));
    this.#observer.onCredentials(denied);
    if (this.#wire !== undefined) return this.#wire.renews(denied);
    this.#wire = new RoomWire(this.#rooms, this.#place, denied);
    return {};
  }

  received(message: Message): void {
    const envelope = this.#codec.decode(message);
    switch (envelope.kind) {
      case 'response':
        this.#answered(envelope);
        break;
      case 'event':
      case 'events':
      case 'snapshot':
      case 'gap':
      case 'presence':
      case 'revoked':
        this.#came(envelope);
        break;
      default:
    }
  }

  #answered(response: ResponseEnvelope): void {
    const asked = this.#asked.get(response.id);
    this.#asked.delete(response.id);
    const room = this.#rooms.find(({ name }) => name === memberOf(asked?.params, 'topic'));
    if (asked === undefined) return;
    if (response.error !== undefined) {
      const { name } = fromWireError(response.error);
      this.#place.features.add(`${asked.method} refused: ${name}`);
      if (asked.method === '$/hello') this.#observer.onHelloRefused(name);
      if (room !== undefined && !PASSING.has(name)) this.#observer.onEnded(room);
    } else if (asked.method === '$/hello') this.#helloed(response.result);
    else if (asked.method === '$/join' && room !== undefined) this.#granted(room, asked.params, response.result);
    else if (asked.method === '$/leave') this.#left(asked.params);
    else if (asked.method === '$/auth') {
      this.#place.features.add('credentials renewed by the client');
      asked.settled?.();
    }
  }

  #helloed(result: unknown): void {
    this.#hasHelloed = true;
    this.#wire?.named(String(memberOf(result, 'peer')));
    this.#observer.onHelloed(memberOf(memberOf(result, 'session'), 'resumed') === true);
  }

  #granted(room: WorldRoom, params: unknown, result: unknown): void {
    const reply = readJoinReply(result);
    const position = positionOf(memberOf(params, 'position'));
    if (position !== undefined) this.#place.features.add(`${reply.recovered ? 'recovered' : 'not recovered'} by the client`);
    this.#numbers.set(reply.room, room);
    this.#joins.set(room, Number(memberOf(params, 'n')));
    this.#stated.set(room, position);
    this.#wire?.granted(room, { connection: 0, position, state: undefined }, reply);
    this.#observer.onGranted(room);
    this.#observer.onTold(room, { by: 'reply', at: { epoch: reply.epoch, offset: reply.offset }, stated: position });
  }

  /** What was joined anew by then is not left. */
  #left(params: unknown): void {
    const room = this.#numbers.get(Number(memberOf(params, 'room')));
    if (room === undefined) return;
    if (Number(memberOf(params, 'n')) >= (this.#joins.get(room) ?? 0)) this.#wire?.left(room);
    else this.#place.features.add('leave that came too late');
  }

  #came(envelope: RoomEnvelope): void {
    this.#wire?.receive(envelope);
    const room = this.#numbers.get(envelope.room);
    if (room === undefined) return;
    if (envelope.kind === 'revoked') this.#observer.onEnded(room);
    if (envelope.kind !== 'snapshot' && envelope.kind !== 'gap') return;
    const { kind: by, epoch, offset } = envelope;
    this.#observer.onTold(room, { by, at: { epoch, offset }, stated: this.#stated.get(room) });
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function positionOf(value: unknown): Position | undefined {
  const epoch = memberOf(value, 'epoch');
  const offset = memberOf(value, 'offset');
  return typeof epoch === 'string' && typeof offset === 'number' ? { epoch, offset } : undefined;
}
