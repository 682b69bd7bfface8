import type { Client } from '@trunkline/client/platform';
import type { Host } from '../kernel/host.ts';
import { pad } from '../kernel/pad.ts';
import type { Random } from '../kernel/random.ts';
import { isSameState, type PresentMembers } from '../rooms/present-members.ts';
import type { MemberState, WorldContract } from '../rooms/world-contract.ts';
import type { WorldRoom } from '../rooms/world-room.ts';
import type { WorldParts } from '../world-parts.ts';
import { ApplicationPublisher } from './application-publisher.ts';
import type { ToldPosition } from './delivery-witness.ts';
import { openRoom, type RoomHandle } from './room-handle.ts';
import { type ReadingStyle, RoomVisit } from './room-visit.ts';
import type { WireTap } from './wire-tap.ts';

/** How long an application waits before it goes back to where it was thrown out, in ms. */
const BACK_AFTER_MS = 500;

/** Where an application runs, and what it knows of its client. */
export interface ApplicationPlace {
  readonly parts: WorldParts;
  readonly host: Host;
  readonly client: Client<WorldContract>;
  readonly random: Random;
  /** Whether the client's credentials do not allow a room. */
  isDenied(room: string): boolean;
  /** Whether the application wants out of all rooms, for good. */
  isLeaving(): boolean;
}

type Members = RoomHandle['members'];

/** What an application does with one room of the published client: visits it, one time after another, publishes, and says how it is. */
export class ApplicationRoom {
  readonly room: WorldRoom;
  readonly publisher: ApplicationPublisher;
  readonly #place: ApplicationPlace;
  /** Those that are not over; the last may be one that is left. */
  #visits: RoomVisit[] = [];
  #state: MemberState | undefined;
  /** Over which connection the room is joined. */
  #joinedOver: WireTap | undefined;
  #hasEnded = false;
  #stopListening = () => {};
  /** The members that the application was told of last. */
  #membersTold: Members = [];

  constructor(room: WorldRoom, place: ApplicationPlace) {
    this.room = room;
    this.#place = place;
    this.publisher = new ApplicationPublisher(room, place.host, place.parts.book);
  }

  /** The visit in which the application is in the room. */
  get #visit(): RoomVisit | undefined {
    return this.#visits.find(({ isIn }) => isIn);
  }

  enter(): void {
    const { random, client, parts } = this.#place;
    if (this.#visit !== undefined || client.status === 'closed') return;
    this.#hasEnded = false;
    this.#state = this.room.hasPresence ? this.#drawState() : undefined;
    const handle = openRoom(client, this.room.name, this.#state);
    const style = random.pick<ReadingStyle>(['loop', 'loop', 'callbacks', 'both']);
    const { paceMs, naps } = parts.settings.application;
    const visit = new RoomVisit(this.room, handle, style, {
      host: this.#place.host,
      random,
      paceMs: random.pick([0, paceMs]),
      naps,
      isCalm: () => parts.isCalm(),
      mayFail: () => this.#hasEnded || client.status === 'closed',
      onLeft: () => this.#left(),
    });
    this.#visits = [...this.#visits.filter(({ isOver }) => !isOver), visit];
    this.#membersTold = [];
    this.#stopListening = this.room.hasPresence ? handle.on('members', () => this.#membersChanged(handle)) : () => {};
  }

  #membersChanged({ members }: RoomHandle): void {
    this.#membersTold = members;
  }

  #drawState(): MemberState {
    const { random, parts } = this.#place;
    return { mood: random.between(0, 1_000), pad: pad(random.between(0, parts.settings.hub.stateBytes)) };
  }

  #left(): void {
    this.#joinedOver = undefined;
    this.#stopListening();
    this.#backLater();
  }

  /** Whoever was thrown out comes back when it may, and whoever has left perhaps. */
  #backLater(): void {
    const { host, isDenied, random, client } = this.#place;
    const isWanted = this.#hasEnded || random.chance(0.5);
    if (!isWanted || client.status === 'closed') return;
    host.after(BACK_AFTER_MS, () => {
      if (isDenied(this.room.name)) this.#backLater();
      else this.#enterAgain();
    });
  }

  #enterAgain(): void {
    if (!this.#place.isLeaving()) this.enter();
  }

  leave(): void {
    this.#visit?.leave();
  }

  /** The application does something else than reading. */
  change(): void {
    const { random } = this.#place;
    const visit = this.#visit;
    if (visit === undefined) this.enter();
    else if (this.room.hasPresence && random.chance(0.5)) {
      this.#state = this.#drawState();
      visit.handle.setState(this.#state);
    } else visit.leave();
  }

  publish(): void {
    const { random, parts } = this.#place;
    const visit = this.#visit;
    if (visit === undefined) return;
    const bytes = random.between(0, parts.settings.hub.eventBytes);
    void this.publisher.publish(visit.handle, random.pick(this.room.events), random.pick(['a', 'b', 'c']), bytes);
  }

  // What the connections tell.

  granted(tap: WireTap): void {
    // What comes late over an older connection was granted in vain.
    if (this.#visit !== undefined && tap.number >= (this.#joinedOver?.number ?? 0)) this.#joinedOver = tap;
  }

  told(told: ToldPosition): void {
    this.#visit?.witness.told(told);
  }

  ended(): void {
    this.#hasEnded = true;
  }

  lost(tap: WireTap): void {
    if (this.#joinedOver === tap) this.#joinedOver = undefined;
  }

  // What the world asks.

  /** This member as the others see it; `undefined` where it is none. */
  get presence(): readonly [peer: string | undefined, state: unknown] | undefined {
    return this.#joinedOver === undefined ? undefined : [this.#joinedOver.peer, this.#state];
  }

  /** What is left when the client is closed: callbacks are told nothing of that. */
  remains(): string[] {
    const reading = this.#visits.filter(({ isReading }) => isReading).length;
    return [...this.publisher.unrest(), ...(reading === 0 ? [] : [`${reading} loops of ${this.#place.host.name} read on`])];
  }

  /** What is not as it should be when all is quiet; `present` are all members of the room. */
  unrest(present: PresentMembers): string[] {
    const who = `${this.#place.host.name} in ${this.room.name}`;
    const visit = this.#visit;
    return [
      ...this.publisher.unrest(),
      ...this.#visits.filter((one) => !one.isIn && !one.isOver).map(() => `${who} reads what is over`),
      ...(visit === undefined ? [] : this.#unrestDuring(visit, present, who)),
    ];
  }

  #unrestDuring({ witness, handle, isJoining }: RoomVisit, present: PresentMembers, who: string): string[] {
    const { head } = this.room.truth;
    const where = () => `${JSON.stringify(witness.positions)} of ${JSON.stringify(head)}, misses values of ${witness.missingValues}`;
    return [
      ...(this.#joinedOver === undefined || isJoining ? [`${who} has not joined`] : []),
      ...(witness.isComplete ? [] : [`${who} is at ${where()}`]),
      ...(this.room.hasPresence ? this.#unrestAmong(handle.members, present).map((what) => `${who} ${what}`) : []),
    ];
  }

  #unrestAmong(members: Members, present: PresentMembers): string[] {
    return [
      ...(isTrueList(members, present) ? [] : [`sees ${JSON.stringify(members)}, not ${JSON.stringify([...present])}`]),
      ...(isSameList(members, this.#membersTold)
        ? []
        : [`was told of ${JSON.stringify(this.#membersTold)}, not ${JSON.stringify(members)}`]),
    ];
  }
}

function isTrueList(members: Members, present: PresentMembers): boolean {
  if (members.length !== present.size) return false;
  return members.every(({ id, state }) => present.has(id) && isSameState(present.get(id), state));
}

function isSameList(one: Members, other: Members): boolean {
  return one.length === other.length && one.every(({ id, state }, at) => id === other[at]?.id && isSameState(state, other[at].state));
}
