import type { LatestValue, Member, MemberChange, Position, PublishedEvent, RoomHead, RoomListener, Subscription } from '@trunkline/broker';
import { EnvelopeError, NOWHERE } from '@trunkline/protocol/wire';
import { Audience } from './audience.ts';
import { Batch, type BatchEvent } from './batch.ts';
import { LogReader } from './log-reader.ts';
import type { Membership } from './membership.ts';
import { RoomEvent } from './room-event.ts';
import { RoomPresence } from './room-presence.ts';
import { RoomProgress } from './room-progress.ts';
import { type RoomValue, RoomValues } from './room-values.ts';
import type { RoomWorld } from './room-world.ts';
import type { SharedEnvelope } from './shared-envelope.ts';
import { SnapshotRuns } from './snapshot-runs.ts';
import type { TopicEntry } from './topic-entry.ts';
import { TurnQueue } from './turn-queue.ts';
import { unsubscribe } from './unsubscribe.ts';
import { ValueRepair } from './value-repair.ts';

/** What a room is told of itself. */
export interface RoomIdentity {
  /** Stands for the room in this server process, and for no other ever. */
  readonly number: number;
  readonly entry: TopicEntry;
  readonly params: unknown;
  /** At the broker. */
  readonly name: string;
}

/**
 * One room on this server, while it has members here: opening → open → closed.
 *
 * It fans out what the broker hands over, at the end of each turn: all publications of a turn leave as the same few messages for all who are
 * live. ⚑ `position` and `version` say up to where that is done. A hole in the offsets, of whatever cause, makes everybody read the log.
 */
export class Room implements RoomListener, RoomIdentity {
  readonly number: number;
  readonly entry: TopicEntry;
  readonly params: unknown;
  readonly name: string;
  readonly log: LogReader;
  readonly snapshots: SnapshotRuns;
  readonly values = new RoomValues();
  readonly presence: RoomPresence;
  readonly #world: RoomWorld;
  readonly #audience = new Audience();
  readonly #progress = new RoomProgress();
  readonly #queue: TurnQueue;
  readonly #repair: ValueRepair;
  #subscription: Subscription | undefined;
  #isClosed = false;

  constructor({ number, entry, params, name }: RoomIdentity, world: RoomWorld) {
    this.number = number;
    this.entry = entry;
    this.params = params;
    this.name = name;
    this.#world = world;
    this.log = new LogReader(world, name, number);
    this.snapshots = new SnapshotRuns(this, world);
    this.presence = new RoomPresence(number, world.platform, this);
    this.#queue = new TurnQueue(world.platform, (events) => this.#flush(events));
    this.#repair = new ValueRepair(this, world.platform);
  }

  /** Up to where what was published is fanned out; nowhere for a topic without a log. */
  get position(): Position {
    return this.entry.hasLog ? this.#progress.position : NOWHERE;
  }

  /** Up to where what was published is fanned out, whatever the topic keeps. */
  get head(): RoomHead {
    return this.#progress.head;
  }

  get members(): ReadonlySet<Membership> {
    return this.#audience.members;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whether the log holds something behind a position that is fanned out already. */
  isBehind({ epoch, offset }: Position): boolean {
    const { position } = this.#progress;
    return this.entry.hasLog && (epoch !== position.epoch || offset < position.offset);
  }

  /** Subscribes, then loads what there is. ⚑ In this order: what is published meanwhile is merged by its version. */
  async open(): Promise<void> {
    this.#subscription = await this.#world.broker.subscribe(this.name, this);
    if (this.#isClosed) {
      this.#unsubscribe();
      return;
    }
    this.#progress.restart(this.#subscription);
    this.#queue.release();
    await Promise.all([
      this.entry.hasValues ? this.loadValues() : undefined,
      this.entry.presence === undefined ? undefined : this.presence.load(() => this.#members()),
    ]);
  }

  async loadValues(): Promise<void> {
    const { epoch } = this.#progress.position;
    const now = this.#world.platform.now();
    const loaded = await this.#world.broker.values(this.name);
    // The versions of another store say nothing about what is newer here; those of this one are read after it was found.
    if (epoch !== this.#progress.position.epoch) return;
    this.values.merge(loaded.flatMap((value) => this.#valueOf(value, now)));
  }

  #valueOf({ slot, payload, version, expiresInMs }: LatestValue, now: number): readonly (readonly [slot: string, value: RoomValue])[] {
    const event = this.#read(payload, 0);
    return event === undefined ? [] : [[slot, { version, event, expiresAt: now + expiresInMs }]];
  }

  #members(): Promise<readonly Member[]> {
    return this.#world.broker.members(this.name);
  }

  /** Nobody here is a member any more. */
  close(): void {
    this.#isClosed = true;
    this.presence.close();
    this.#unsubscribe();
  }

  #unsubscribe(): void {
    if (this.#subscription !== undefined) unsubscribe(this.#subscription, this.#world, { topic: this.entry.name });
    this.#subscription = undefined;
  }

  /** A membership begins. */
  add(member: Membership): void {
    this.#audience.add(member);
  }

  remove(member: Membership): void {
    this.#audience.remove(member);
  }

  /** A member has all that is fanned out, and perhaps more of the log. To be called in the turn in which it was found to be so. */
  goLive(member: Membership, position: Position): void {
    this.#audience.goLive(member, position, this.#progress.position);
  }

  onMember(change: MemberChange): void {
    if (this.entry.presence !== undefined) this.presence.apply(change);
  }

  onPresence(changes: SharedEnvelope): void {
    for (const { presence } of this.members) presence.tell(changes);
  }

  onEvent(event: PublishedEvent): void {
    if (!this.#isClosed) this.#queue.push(event);
  }

  #flush(events: readonly PublishedEvent[]): void {
    if (this.#isClosed) return;
    for (const epoch of new Set(events.map((event) => event.epoch))) {
      this.#fanOut(
        epoch,
        events.filter((event) => event.epoch === epoch),
      );
    }
  }

  #fanOut(epoch: string, published: readonly PublishedEvent[]): void {
    if (this.#progress.isFormer(epoch)) return;
    if (epoch !== this.#progress.position.epoch) this.#restart({ position: { epoch, offset: 0 }, version: 0 });
    const before = this.head;
    const news = this.#take(published);
    if (news === undefined) this.#audience.readOn(before);
    else if (news.length > 0) this.#audience.push(new Batch(this.number, news), before, this.head);
  }

  /** Takes publications in: from here on they are fanned out. `undefined`: some that are logged are missing. */
  #take(published: readonly PublishedEvent[]): readonly BatchEvent[] | undefined {
    const now = this.#world.platform.now();
    const news: BatchEvent[] = [];
    let isWhole = true;
    for (const publication of published) {
      const { version: before } = this.#progress;
      const { isNew, hasHole, hasLogHole } = this.#progress.take(publication);
      if (hasHole) this.#repairValues(before);
      if (hasLogHole) isWhole = false;
      if (!isNew) continue;
      const { version, offset, payload } = publication;
      const event = this.#read(payload, offset);
      if (event === undefined) isWhole &&= offset === 0;
      else if (this.#keep(publication, event, now)) news.push({ event, version });
    }
    return isWhole ? news : undefined;
  }

  /** Keeps a value. Answers false where a newer one is known already, which the members must not be sent this one behind. */
  #keep(publication: PublishedEvent, event: RoomEvent, now: number): boolean {
    if (publication.delivery !== 'latest') return true;
    const { slot, version, ageMs } = publication;
    return this.values.set(slot, { version, event, expiresAt: now + ageMs });
  }

  /** What somebody else wrote into the store may be no event. */
  #read(payload: Uint8Array, offset: number): RoomEvent | undefined {
    try {
      return new RoomEvent(payload, offset);
    } catch (error) {
      if (!(error instanceof EnvelopeError)) throw error;
      this.warn(error, 'a room was handed what is no event; it is left out');
      return undefined;
    }
  }

  /** The store of the room is another one: everybody finds that out by reading, and all values are new. */
  #restart(head: RoomHead): void {
    const { position } = this.#progress;
    this.#progress.restart(head);
    this.values.clear();
    this.#audience.missedValues(0, position);
    this.#repairValues(0);
    if (this.entry.presence === undefined) return;
    for (const { connection } of this.members) connection.memberships.kept.presence.repeat(this.name);
    this.presence.reload(() => this.#members());
  }

  /** What the broker says of the room's head, when asked at `asked`. */
  headSeen(head: RoomHead, asked: RoomHead): void {
    const before = this.head;
    // Not open yet, or closed; or another store was found meanwhile, and this may be said of the former.
    if (this.#subscription === undefined || asked.position.epoch !== before.position.epoch) return;
    if (head.position.epoch !== before.position.epoch) {
      this.#restart(head);
      return;
    }
    const seen = this.#progress.see(head, asked.version);
    if (seen === 'logged further') this.#audience.readOn(before);
    if (seen !== 'known') this.#repairValues(before.version);
  }

  #repairValues(since: number): void {
    if (this.entry.hasValues) this.#repair.missed(since);
  }

  valuesLoaded(since: number): void {
    this.#audience.missedValues(since, this.#progress.position);
  }

  warn(err: unknown, message: string): void {
    this.#world.log.warn({ err, topic: this.entry.name }, message);
  }
}
