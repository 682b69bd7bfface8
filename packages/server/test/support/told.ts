import type { TestClient } from './test-client.ts';

/** The events that a client was told, whether alone or with others, as `[offset, name, data]`; 0 for what is not logged. */
export function eventsOf({ events }: Pick<TestClient, 'events'>): (readonly [offset: number, name: string, data: unknown])[] {
  return events.flatMap((envelope) => {
    if (envelope.kind === 'event') return [[envelope.offset, String(envelope.name), envelope.data] as const];
    if (envelope.kind !== 'events') return [];
    const { firstOffset } = envelope;
    return envelope.events.map(([name, data], at) => [firstOffset === 0 ? 0 : firstOffset + at, String(name), data] as const);
  });
}

/** The offsets of the logged events that a client was told, in the order in which they came. */
export function offsetsOf(client: Pick<TestClient, 'events'>): number[] {
  return eventsOf(client)
    .map(([offset]) => offset)
    .filter((offset) => offset > 0);
}

/** The numbers from one to another, both included. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
