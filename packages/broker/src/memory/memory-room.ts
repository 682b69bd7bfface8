import type { Publication, PublishedEvent, RoomHead, RoomListener } from '../broker/broker.ts';
import { LatestValues } from '../log/latest-values.ts';
import { PublishKeys } from '../log/publish-keys.ts';
import type { Retention } from '../log/retention.ts';
import { RoomLog } from '../log/room-log.ts';
import { textBytes } from '../log/text-bytes.ts';
import type { Position } from '../position/position.ts';
import { MemberList } from './member-list.ts';

/** What an empty room takes in memory beside its name: 1,266 bytes on Node 24, and room for a listener. */
const ROOM_BYTES = 1_536;

/** One room in memory: its log, values, keys, members and listeners. */
export class MemoryRoom {
  readonly name: string;
  readonly epoch: string;
  readonly log = new RoomLog();
  readonly values = new LatestValues();
  readonly members = new MemberList();
  readonly listeners = new Set<RoomListener>();
  readonly #keys = new PublishKeys();
  /** Of the newest logged publication: how the log expires while nothing is published. */
  #retention: Retention | undefined;
  #version = 0;

  constructor(name: string, epoch: string) {
    this.name = name;
    this.epoch = epoch;
  }

  get position(): Position {
    return { epoch: this.epoch, offset: this.log.head };
  }

  get head(): RoomHead {
    return { position: this.position, version: this.#version };
  }

  /** Bytes of memory that it takes, nearly. */
  get footprint(): number {
    const { log, values, members } = this;
    return ROOM_BYTES + textBytes(this.name) + log.footprint + values.footprint + this.#keys.footprint + members.footprint;
  }

  /** Publishes, unless the key was used before. @returns the offset, and the event to hand over unless it is a repeat. */
  publish(publication: Publication, now: number): { readonly offset: number; readonly event?: PublishedEvent } {
    const once = publication.delivery === 'ephemeral' ? undefined : publication.once;
    const first = once === undefined ? undefined : this.#keys.find(once, now);
    if (first !== undefined) return { offset: first };
    this.#version += 1;
    const offset = this.#keep(publication, now);
    if (once !== undefined) this.#keys.remember(once, offset, now);
    return { offset, event: this.#published(publication, offset) };
  }

  #published(publication: Publication, offset: number): PublishedEvent {
    const { delivery, payload } = publication;
    const event = { version: this.#version, offset, epoch: this.epoch, payload };
    if (delivery !== 'latest') return { ...event, delivery };
    return { ...event, delivery, slot: publication.slot, ageMs: publication.ageMs };
  }

  #keep(publication: Publication, now: number): number {
    switch (publication.delivery) {
      case 'log':
        this.#retention = publication.retention;
        return this.log.append(publication.payload, publication.retention, now);
      case 'latest':
        this.values.set(publication.slot, publication.payload, this.#version, now + publication.ageMs);
        return 0;
      case 'ephemeral':
        return 0;
    }
  }

  /** Lets go of what is too old. */
  expire(now: number): void {
    if (this.#retention !== undefined) this.log.trim(this.#retention, now);
    this.values.expire(now);
    this.#keys.expire(now);
  }

  /** Whether something is kept that {@link dropOldest} lets go of. */
  get isTrimmable(): boolean {
    return this.log.size > 0 || this.values.size > 0 || this.#keys.size > 0;
  }

  /** Lets go of the oldest that is kept: of the log first, then of the values, of the keys last. */
  dropOldest(): void {
    if (this.log.size > 0) this.log.trimOldest();
    else if (this.values.size > 0) this.values.dropOldest();
    else this.#keys.forgetOldest();
  }

  /** Whether nobody would notice if it were gone. */
  get isForgettable(): boolean {
    return this.listeners.size === 0 && this.members.size === 0 && !this.isTrimmable;
  }
}
