import type { Codec, EventTuple } from '@trunkline/protocol/wire';
import { messageBytes } from '@trunkline/protocol/wire';
import { SharedMessage } from '../link/server-link.ts';
import type { RoomEvent } from './room-event.ts';

/** Most bytes of events in one message (protocol §5.1): small enough that no reader waits long for the first of them. */
const CHUNK_BYTES = 64 << 10;

/**
 * Most bytes of events in one message to a client that takes so many at once.
 *
 * Powers of two only: what is written once for all must not be written once more for each client that says another number.
 */
export function chunkBytes(messageBytes: number): number {
  return Math.min(CHUNK_BYTES, 2 ** Math.floor(Math.log2(messageBytes)));
}

/** What an `events` envelope, and each event in it, has besides the data and the name, at most. */
const ENVELOPE_OVERHEAD = 128;

/** Writes one run of {@link eventRuns}. */
export function runMessage(room: number, run: readonly RoomEvent[], codec: Codec): SharedMessage {
  const [first] = run;
  if (first !== undefined && run.length === 1) {
    const { offset, name, publisher } = first;
    return new SharedMessage(codec.encode({ kind: 'event', room, offset, name, data: first.encoded(codec), publisher }));
  }
  const tuples = run.map((event) => tupleOf(event, codec));
  return new SharedMessage(codec.encode({ kind: 'events', room, firstOffset: first?.offset ?? 0, events: tuples }));
}

function tupleOf(event: RoomEvent, codec: Codec): EventTuple {
  const data = event.encoded(codec);
  return event.publisher === undefined ? [event.name, data] : [event.name, data, event.publisher];
}

/**
 * Cuts events into runs that one message each can carry, as few as the order allows: logged ones that follow each other make one, others that
 * stand side by side make one, none much longer than `maxBytes` unless one event alone is.
 */
export function eventRuns(events: readonly RoomEvent[], codec: Codec, maxBytes: number): RoomEvent[][] {
  const runs: RoomEvent[][] = [];
  let bytes = 0;
  let previous: RoomEvent | undefined;
  for (const event of events) {
    const size = messageBytes(event.encoded(codec).payload) + ENVELOPE_OVERHEAD;
    const run = runs.at(-1);
    if (run !== undefined && previous !== undefined && follows(previous, event) && bytes + size <= maxBytes) {
      run.push(event);
      bytes += size;
    } else {
      runs.push([event]);
      bytes = size;
    }
    previous = event;
  }
  return runs;
}

function follows(one: RoomEvent, other: RoomEvent): boolean {
  return one.offset === 0 ? other.offset === 0 : other.offset === one.offset + 1;
}
