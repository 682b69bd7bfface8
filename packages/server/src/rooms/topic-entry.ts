import { DEFAULT_RETENTION, type Retention } from '@trunkline/broker';
import {
  type Checks,
  type Delivery,
  isTypeBoxSchema,
  type MaybeLater,
  type RoomKey,
  roomKeys,
  type Schema,
  type Topic,
  type Validator,
  valueValidator,
} from '@trunkline/protocol';

/** How long a value is kept where the event does not say, in ms: a day (protocol §5). */
const DEFAULT_VALUE_AGE_MS = 86_400_000;

/** A function of the application, called with what the contract promises. */
export type Callback = (...args: readonly unknown[]) => unknown;

/** One event of a topic, ready to be published. */
export interface EventEntry {
  readonly name: string;
  readonly delivery: Delivery;
  /** The property that tells `latest` values apart. */
  readonly key: string | undefined;
  readonly ageMs: number;
  readonly isPublishable: boolean;
  readonly validator: Validator;
  /** Makes the wire form of what a client wrote in the wire form: checked, defaults filled in. */
  readonly forward: (value: unknown) => MaybeLater;
}

/** One topic of the contract with all that serving it takes. */
export interface TopicEntry {
  readonly name: string;
  readonly topic: Topic;
  readonly events: ReadonlyMap<string, EventEntry>;
  readonly retention: Retention;
  readonly hasLog: boolean;
  readonly hasValues: boolean;
  readonly snapshot: Validator | undefined;
  readonly presence: PresenceEntry | undefined;
  readonly authorize: Callback | undefined;
  readonly takeSnapshot: Callback | undefined;
  readonly onPublish: Callback | undefined;
  keyOf(params: unknown): RoomKey | Promise<RoomKey>;
}

/** The states of a topic's members. */
export interface PresenceEntry {
  /** As of {@link EventEntry.forward}. */
  readonly forward: (value: unknown) => MaybeLater;
  /** Reads a state for the server's own code. */
  readonly read: (value: unknown) => MaybeLater;
}

/** What an application gives for a topic. */
export interface TopicCallbacks {
  readonly authorize: Callback | undefined;
  readonly takeSnapshot: Callback | undefined;
  readonly onPublish: Callback | undefined;
}

/** Makes a topic ready. */
export function topicEntry(topic: Topic, checks: Checks, callbacks: TopicCallbacks): TopicEntry {
  const { presence, snapshot, params, retain } = topic;
  const events = Object.entries(topic.events).map(([name, event]): EventEntry => {
    const validator = valueValidator(event.schema, checks);
    const isPublishable = topic.publish.includes(name);
    const { delivery, key, ageMs = DEFAULT_VALUE_AGE_MS } = event;
    return { name, delivery, key, ageMs, isPublishable, validator, forward: forwarder(event.schema, validator) };
  });
  const deliveries = new Set(events.map(({ delivery }) => delivery));
  return {
    name: topic['~name'],
    topic,
    events: new Map(events.map((event) => [event.name, event])),
    retention: {
      count: retain?.count ?? DEFAULT_RETENTION.count,
      bytes: retain?.bytes ?? DEFAULT_RETENTION.bytes,
      ageMs: retain?.ageMs ?? DEFAULT_RETENTION.ageMs,
    },
    hasLog: deliveries.has('log'),
    hasValues: deliveries.has('latest'),
    snapshot: snapshot && valueValidator(snapshot, checks),
    presence: presence && presenceEntry(presence, checks),
    ...callbacks,
    keyOf: roomKeys(params, checks),
  };
}

function presenceEntry(schema: Schema, checks: Checks): PresenceEntry {
  const validator = valueValidator(schema, checks);
  // What a Standard Schema made of a state is what everybody reads; parsing that once more may fail.
  const read = isTypeBoxSchema(schema) ? validator.receive : (value: unknown): MaybeLater => ({ ok: true, value });
  return { forward: forwarder(schema, validator), read };
}

/**
 * From one client to others: TypeBox's decoded form exists on the server only, so it is encoded again; what a Standard Schema makes of a
 * value is what the others read.
 */
function forwarder(schema: Schema, { receive, encode }: Validator): (value: unknown) => MaybeLater {
  if (!isTypeBoxSchema(schema)) return receive;
  return (value) => {
    const received = receive(value);
    if (received instanceof Promise) return received.then((later) => (later.ok ? encode(later.value) : later));
    return received.ok ? encode(received.value) : received;
  };
}
