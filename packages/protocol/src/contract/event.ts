import type { Got, Schema, Sent, Side } from './schema.ts';

/** How an event is kept and sent (protocol §5): `log` every one, `latest` the newest of each key, `ephemeral` to who is there. */
export type Delivery = 'latest' | 'log' | 'ephemeral';

/** Any event; constraints name this, as with `AnyProcedure`. */
export interface AnyEvent {
  readonly '~trunkline': 'event';
  /** Of a `latest` event: the property of the payload that tells the values apart; without it there is one value. */
  readonly key?: string | undefined;
  /** Of a `latest` event: how long a value is kept, in ms; without it as long as the server has it, 24 h. */
  readonly ageMs?: number | undefined;
}

/** One event of a topic. Without arguments: whichever, as read at run time. */
export interface Event<S = Schema, D = Delivery> extends AnyEvent {
  readonly schema: S;
  readonly delivery: D;
}

interface EventOptions<S> {
  readonly latest: { readonly key?: (keyof Got<S, 'server'> & string) | undefined; readonly ageMs?: number | undefined };
  readonly log: unknown;
  readonly ephemeral: unknown;
}

/** Declares an event of a topic: its payload, and how it is kept and sent. Faults are reported by `contract()`, which knows the path. */
export function event<S extends Schema, D extends Delivery>(schema: S, options: { readonly delivery: D } & EventOptions<S>[D]): Event<S, D>;
export function event(schema: Schema, options: { readonly delivery: Delivery }): Event {
  return Object.freeze({ ...options, schema, '~trunkline': 'event' });
}

/** Tells whether a value was made by {@link event}, by another copy of this package too. */
export function isEvent(value: unknown): value is Event {
  return typeof value === 'object' && value !== null && '~trunkline' in value && value['~trunkline'] === 'event';
}

/** What code on `On` writes to publish an event. */
export type EventInput<E, On extends Side> = E extends Event<infer S, unknown> ? Sent<S, On> : never;

/** Names that no event may have: a room uses them for what else happens to it. Neither may one begin with `$`. */
export const reservedEvents = ['snapshot', 'gap', 'members', 'status', 'error', 'close'] as const;

const RESERVED: ReadonlySet<string> = new Set(reservedEvents);

/** Tells whether no event may have the name. */
export function isReservedEvent(name: string): boolean {
  return RESERVED.has(name) || name.startsWith('$');
}
