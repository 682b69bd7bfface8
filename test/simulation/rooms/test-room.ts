import { VirtualTime } from '../kernel/virtual-time.ts';
import { PublicationBook } from './publication-book.ts';
import { RoomTruth } from './room-truth.ts';
import type { EventContent, EventName } from './world-contract.ts';
import { type TopicName, worldRoom } from './world-room.ts';

/** A room of one store, in which `publish` takes effect at once. */
export function testRoom(name: TopicName, events = 100) {
  const time = new VirtualTime();
  const book = new PublicationBook();
  const truth = new RoomTruth(name, { events, eventsMs: 60_000, valuesMs: 10_000 }, book, time);
  const room = worldRoom(name, truth);
  truth.begins('e');
  const publish = (event: EventName, key = 'k'): EventContent => {
    const { number } = book.begin(name, event, key, 'server');
    truth.published(number, event === 'item' ? truth.head.offset + 1 : 0);
    return { number, key, pad: '' };
  };
  const passMs = (ms: number) => {
    const until = time.now + ms;
    while (time.next(until));
  };
  return { room, book, truth, publish, passMs };
}
