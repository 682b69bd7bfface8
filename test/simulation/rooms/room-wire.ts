import type { JoinReply, JoinRequest, RoomEnvelope } from '@trunkline/protocol/wire';
import { expectThat } from '../kernel/violation.ts';
import { WireWitness, type WitnessPlace } from './wire-witness.ts';
import type { WorldRoom } from './world-room.ts';

/** All that a server sends of rooms over one connection: each room has a witness, and what the credentials do not allow never comes. */
export class RoomWire {
  readonly #witnesses: ReadonlyMap<WorldRoom, WireWitness>;
  readonly #who: string;
  readonly #rooms = new Map<number, WorldRoom>();
  #denied: ReadonlySet<string>;
  #renewals = 0;
  #peer: string | undefined;

  constructor(rooms: readonly WorldRoom[], place: WitnessPlace, denied: ReadonlySet<string>) {
    this.#who = place.who;
    this.#denied = denied;
    this.#witnesses = new Map(rooms.map((room) => [room, new WireWitness(room, place)]));
  }

  get peer(): string | undefined {
    return this.#peer;
  }

  named(peer: string): void {
    this.#peer = peer;
  }

  /** New credentials are on their way. Only the newest count. */
  renews(denied: ReadonlySet<string>): { settled(): void } {
    this.#renewals += 1;
    const renewal = this.#renewals;
    this.#denied = new Set([...this.#denied].filter((room) => denied.has(room)));
    return {
      settled: () => {
        if (renewal === this.#renewals) this.#denied = denied;
      },
    };
  }

  granted(room: WorldRoom, { position }: JoinRequest, reply: JoinReply): void {
    const known = this.#rooms.get(reply.room);
    expectThat(known === undefined || known === room, 'a number stands for one room', () => `${this.#who}: ${reply.room}`);
    this.#rooms.set(reply.room, room);
    this.#expectAllowed(room, 'joins');
    this.#witnesses.get(room)?.granted(reply, position, this.#peer);
  }

  left(room: WorldRoom): void {
    this.#witnesses.get(room)?.left();
  }

  receive(envelope: RoomEnvelope): void {
    const room = this.#rooms.get(envelope.room);
    expectThat(room !== undefined, 'the reply to a join comes before all that follows', () => `${this.#who}: ${JSON.stringify(envelope)}`);
    if (room === undefined) return;
    this.#expectAllowed(room, envelope.kind);
    this.#witnesses.get(room)?.receive(envelope);
  }

  #expectAllowed(room: WorldRoom, what: string): void {
    expectThat(!this.#denied.has(room.name), 'nothing comes of a room that the credentials do not allow', () => {
      return `${this.#who}: ${what} of ${room.name}`;
    });
  }
}
