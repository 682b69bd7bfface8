import type { Publication, PublishKey } from '@trunkline/broker';
import { jsonCodec, messageBytes, systemError } from '@trunkline/protocol/wire';
import { type EventContent, encodeEvent } from './room-event.ts';
import type { EventEntry, TopicEntry } from './topic-entry.ts';

/** What an event's envelope has around the data, at most. */
const ENVELOPE_BYTES = 1 << 10;

/** How much longer a text or bytes may be in JSON than in MessagePack: a control character becomes `\u0000`. */
const MOST_JSON_GROWTH = 6;

/**
 * Makes of an event what a broker takes.
 *
 * @throws {RpcError} `TooLarge` when it is longer than a client with this server's `messageBytes` takes, in either codec: a member that does
 * not take an event would be thrown out of the room.
 * @throws {TypeError} when the data are not plain.
 */
export function publicationOf(
  topic: TopicEntry,
  event: EventEntry,
  content: EventContent,
  options: { readonly once: PublishKey | undefined; readonly messageBytes: number },
): Publication {
  const { once } = options;
  const payload = encodeEvent(content);
  if (!fits(content, payload, options.messageBytes - ENVELOPE_BYTES))
    throw systemError('TooLarge', 'the event is longer than members take');
  switch (event.delivery) {
    case 'log':
      return { delivery: 'log', payload, retention: topic.retention, once };
    case 'latest':
      return { delivery: 'latest', payload, slot: slotOf(event, content.data), ageMs: event.ageMs, once };
    case 'ephemeral':
      return { delivery: 'ephemeral', payload };
  }
}

function fits({ data }: EventContent, payload: Uint8Array, maxBytes: number): boolean {
  if (payload.byteLength > maxBytes) return false;
  return payload.byteLength * MOST_JSON_GROWTH <= maxBytes || messageBytes(jsonCodec.encodeValue(data).payload) <= maxBytes;
}

/** Which value a `latest` event replaces: one for each event, or for each value of the property that the event names as its key. */
function slotOf({ name, key }: EventEntry, data: unknown): string {
  if (key === undefined || typeof data !== 'object' || data === null) return name;
  return JSON.stringify([name, Reflect.get(data, key)]);
}
