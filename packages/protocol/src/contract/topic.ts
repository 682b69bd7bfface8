import type { AnyEvent, Event, reservedEvents } from './event.ts';
import type { None, Unreserved } from './procedure.ts';
import type { Schema } from './schema.ts';

/** How much of a room's log is kept: what exceeds any of these goes. Left out: the server's defaults (protocol §5). */
export interface Retention {
  readonly count?: number | undefined;
  readonly bytes?: number | undefined;
  readonly ageMs?: number | undefined;
}

/** Any topic; constraints name this, as with `AnyProcedure`. */
export interface AnyTopic {
  readonly '~trunkline': 'topic';
  /** The name on the wire; empty until `contract()` gave it one. */
  readonly '~name': string;
  readonly compress: boolean;
  readonly retain?: Retention | undefined;
}

/** Events by their names. */
export type Events = { readonly [name: string]: AnyEvent };

/** One declaration of a kind of room. Without arguments: whichever, as read at run time. */
export interface Topic<
  Params = Schema | None,
  Snapshot = Schema | None,
  E = { readonly [name: string]: Event },
  Presence = Schema | None,
  Publish = string,
> extends AnyTopic {
  readonly params: Params;
  /** The state that joiners get first. */
  readonly snapshot: Snapshot;
  readonly events: E;
  /** The state of each member. */
  readonly presence: Presence;
  /** The events that clients may publish. */
  readonly publish: readonly Publish[];
}

/** Topics by their names. */
export type Topics = { readonly [name: string]: AnyTopic };

type ReservedEvent = (typeof reservedEvents)[number] | `$${string}`;

/**
 * Declares a kind of room: one for each value of `params`.
 *
 * `publish` is empty unless said otherwise: only the server publishes. `compress` is true.
 * Faults are reported by `contract()`, which knows the path.
 */
export function topic<
  E extends Events,
  Params extends Schema | None = None,
  Snapshot extends Schema | None = None,
  Presence extends Schema | None = None,
  Publish extends keyof E & string = never,
>(definition: {
  readonly params?: Params;
  readonly snapshot?: Snapshot;
  readonly events: E & Unreserved<keyof E, ReservedEvent>;
  readonly presence?: Presence;
  readonly publish?: readonly Publish[] | undefined;
  readonly compress?: boolean | undefined;
  readonly retain?: Retention | undefined;
}): Topic<Params, Snapshot, E, Presence, Publish>;
export function topic(definition: {
  readonly events: Events;
  readonly publish?: readonly string[] | undefined;
  readonly compress?: boolean | undefined;
}): AnyTopic {
  return Object.freeze({
    // What is no option stays, so that `contract()` finds it.
    ...definition,
    publish: definition.publish ?? [],
    compress: definition.compress ?? true,
    '~trunkline': 'topic',
    '~name': '',
  });
}

/** Tells whether a value was made by {@link topic}, by another copy of this package too. */
export function isTopic(value: unknown): value is Topic {
  return typeof value === 'object' && value !== null && '~trunkline' in value && value['~trunkline'] === 'topic';
}
