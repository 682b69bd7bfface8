import type { LatestValue, MemberChange, Position, PublishedEvent, RoomHead, RoomListener, Subscription } from '@trunkline/broker';
import { Batch } from './batch.ts';
import { LogReader } from './log-reader.ts';
import type { Membership } from './membership.ts';
import { RoomEvent } from './room-event.ts';
import { RoomPresence } from './room-presence.ts';
import { RoomValues } from './room-values.ts';
import type { RoomWorld } from './room-world.ts';
import { SnapshotRuns } from './snapshot-runs.ts';
import type { TopicEntry } from './topic-entry.ts';
import { ValueRepair } from './value-repair.ts';

/** Past so many bytes of one turn a room does not wait for the end of the turn to fan them out. */
const MAX_BATCH_BYTES = 1 << 20;

/** Of a topic without a log (protocol §5.1). */
const NOWHERE: Position = { epoch: '', offset: 0 };

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
  readonly #members = new Set<Membership>();
  readonly #live = new Set<Membership>();
  /** Live members that have read more of the log than was fanned out, and how far. */
  readonly #ahead = new Map<Membership, number>();
  readonly #repair: ValueRepair;
  #subscription: Subscription | undefined;
  #position: Position = NOWHERE;
  #version = 0;
  #batch: PublishedEvent[] = [];
  #batchBytes = 0;
  #isClosed = false;

  constructor({ number, entry, params, name }: RoomIdentity, world: RoomWorld) {
    this.number = number;
    this.entry = entry;
    this.params = params;
    this.name = name;
    this.#world = world;
    this.log = new LogReader(world.broker, name, number);
    this.snapshots = new SnapshotRuns(this, world);
    this.presence = new RoomPresence(number, world.platform, (changes) => {
      for (const member of this.#members) member.sendPresence(changes);
    });
    this.#repair = new ValueRepair(this, world.platform);
  }

  /** Up to where what was published is fanned out; nowhere for a topic without a log. */
  get position(): Position {
    return this.entry.hasLog ? this.#position : NOWHERE;
  }

  /** The number of the newest publication that is fanned out. */
  get version(): number {
    return this.#version;
  }

  get members(): ReadonlySet<Membership> {
    return this.#members;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whether the log holds something behind a position that is fanned out already. */
  isBehind({ epoch, offset }: Position): boolean {
    return this.entry.hasLog && (epoch !== this.#position.epoch || offset < this.#position.offset);
  }

  /** Subscribes, then loads what there is. ⚑ In this order: what is published meanwhile is merged by its version. */
  async open(): Promise<void> {
    this.#subscription = await this.#world.broker.subscribe(this.name, this);
    if (this.#isClosed) {
      this.#unsubscribe();
      return;
    }
    this.#position = this.#subscription.position;
    this.#version = this.#subscription.version;
    this.#flush();
    await Promise.all([
      this.entry.hasValues ? this.loadValues() : undefined,
      this.entry.presence === undefined ? undefined : this.#loadMembers(),
    ]);
  }

  async loadValues(): Promise<void> {
    const now = this.#world.platform.now();
    const read = ({ slot, payload, version, expiresInMs }: LatestValue) =>
      [slot, { version, event: new RoomEvent(payload, 0), expiresAt: now + expiresInMs }] as const;
    this.values.merge((await this.#world.broker.values(this.name)).map(read));
  }

  #loadMembers(): Promise<void> {
    return this.presence.load(() => this.#world.broker.members(this.name));
  }

  /** Nobody here is a member any more. */
  close(): void {
    this.#isClosed = true;
    this.presence.close();
    this.#unsubscribe();
  }

  #unsubscribe(): void {
    this.#subscription?.close().catch((err: unknown) => this.warn(err));
    this.#subscription = undefined;
  }

  /** A membership begins. */
  add(member: Membership): void {
    this.#members.add(member);
  }

  remove(member: Membership): void {
    this.#members.delete(member);
    this.#live.delete(member);
    this.#ahead.delete(member);
  }

  /** A member has all that is fanned out, and perhaps more of the log. To be called in the turn in which it was found to be so. */
  goLive(member: Membership, { offset }: Position): void {
    this.#live.add(member);
    if (offset > this.position.offset) this.#ahead.set(member, offset);
  }

  onMember(change: MemberChange): void {
    if (!this.#isClosed && this.entry.presence !== undefined) this.presence.apply(change);
  }

  onEvent(event: PublishedEvent): void {
    if (this.#isClosed) return;
    this.#batch.push(event);
    this.#batchBytes += event.payload.byteLength;
    // What comes before the subscription says where it begins waits for that.
    if (this.#subscription === undefined) return;
    if (this.#batchBytes > MAX_BATCH_BYTES) this.#flush();
    else if (this.#batch.length === 1) this.#world.platform.atEndOfTurn(() => this.#flush());
  }

  #flush(): void {
    const events = this.#batch;
    this.#batch = [];
    this.#batchBytes = 0;
    if (this.#isClosed) return;
    for (const epoch of new Set(events.map((event) => event.epoch))) {
      this.#fanOut(
        epoch,
        events.filter((event) => event.epoch === epoch),
      );
    }
  }

  #fanOut(epoch: string, published: readonly PublishedEvent[]): void {
    if (epoch !== this.#position.epoch) this.#restart({ epoch, offset: 0 });
    // Not what a look at the heads has told before.
    const news = published.filter(({ version }) => version > this.#version);
    const firstLogged = news.find(({ offset }) => offset > 0);
    const hasHole = firstLogged !== undefined && firstLogged.offset !== this.#position.offset + 1;
    const before = { position: this.position, version: this.#version };
    const batch = this.#take(news, epoch);
    if (hasHole) this.#readOn(before);
    else for (const member of this.#live) this.#push(member, batch, before);
  }

  /** Takes publications in: from here on they are fanned out. */
  #take(news: readonly PublishedEvent[], epoch: string): Batch {
    const now = this.#world.platform.now();
    const events = news.map((published) => {
      const { offset, version, payload } = published;
      const event = new RoomEvent(payload, offset);
      if (published.delivery === 'latest') this.values.set(published.slot, { version, event, expiresAt: now + published.ageMs });
      if (offset > 0) this.#position = { epoch, offset };
      if (version !== this.#version + 1) this.#repairValues(this.#version);
      this.#version = version;
      return event;
    });
    return new Batch(this.number, events);
  }

  #push(member: Membership, batch: Batch, before: RoomHead): void {
    const { connection } = member;
    const read = this.#ahead.get(member) ?? 0;
    const messages = batch.messages(connection.codec, read);
    if (!connection.outflow.isOpen || messages.some(({ bytes }) => bytes > connection.messageBytes)) {
      this.#demote(member, { ...before, position: this.#placeOf(member, before.position) }, true);
      return;
    }
    if (read > 0 && read <= this.#position.offset) this.#ahead.delete(member);
    for (const message of messages) connection.sendShared(message);
  }

  #demote(member: Membership, { position, version }: RoomHead, isSlow: boolean): void {
    this.#live.delete(member);
    this.#ahead.delete(member);
    member.fallBehind(position, version, isSlow);
  }

  /** How much of the log a live member has, if `position` was fanned out. */
  #placeOf(member: Membership, position: Position): Position {
    const read = this.#ahead.get(member);
    return read === undefined ? position : { epoch: position.epoch, offset: Math.max(read, position.offset) };
  }

  /** What follows a head was not handed over, or not all of it: everybody reads. */
  #readOn(before: RoomHead): void {
    for (const member of [...this.#live]) this.#demote(member, { ...before, position: this.#placeOf(member, before.position) }, false);
  }

  /** The store of the room is another one: everybody finds that out by reading, and all values are new. */
  #restart(head: Position): void {
    const before = { position: this.position, version: 0 };
    this.#position = head;
    this.#version = 0;
    this.values.clear();
    for (const member of this.#members) member.missedValues(0);
    this.#readOn(before);
    this.#repairValues(0);
    if (this.entry.presence === undefined) return;
    for (const { connection } of this.#members) connection.memberships.kept.presence.repeat(this.name);
    this.#loadMembers().catch((err: unknown) => this.warn(err));
  }

  /** What the broker says of the room's head; `asked` is the version at which it was asked. */
  headSeen({ position, version }: RoomHead, asked: number): void {
    if (this.#isClosed) return;
    if (position.epoch !== this.#position.epoch) {
      this.#restart(position);
      return;
    }
    // What came meanwhile shows its holes itself.
    if (version <= this.#version || asked !== this.#version) return;
    const before = { position: this.position, version: this.#version };
    this.#position = position;
    this.#version = version;
    this.#readOn(before);
    this.#repairValues(before.version);
  }

  #repairValues(since: number): void {
    if (this.entry.hasValues) this.#repair.missed(since);
  }

  valuesLoaded(since: number): void {
    for (const member of this.#members) {
      if (this.#live.has(member)) this.#demote(member, { position: this.#placeOf(member, this.position), version: since }, false);
      else member.missedValues(since);
    }
  }

  warn(err: unknown): void {
    this.#world.log.warn({ err, topic: this.entry.name }, 'the broker could not be asked about a room; that is tried again');
  }
}
