import type { TypeCase } from '../type-case.ts';

/** Uses of rooms that must not compile. */
export const wrongRooms: readonly TypeCase[] = [
  {
    name: 'an event that does not exist',
    code: "client.room.prices.on('tock', () => {});",
    says: ['1 TS2769: No overload matches this call.'],
  },
  {
    name: 'a wrong use of an event',
    code: "client.room.prices.on('tick', (quote) => quote.size);",
    says: ["1 TS2339: Property 'size' does not exist on type '{ note?: string; symbol: string; bid: number; }'."],
  },
  {
    name: 'an offset of an event that is not logged',
    code: "client.room.prices.on('tick', (_, delivery) => delivery.offset);",
    says: [`1 TS2339: Property 'offset' does not exist on type 'EventDelivery<"tick", { note?: string; symbol: string; bid: number; }>'.`],
  },
  {
    name: 'a kind that is never delivered',
    code: "for await (const delivery of client.room.prices) if (delivery.kind === 'gap') delivery;",
    says: [
      `1 TS2367: This comparison appears to be unintentional because the types '"snapshot" | "tick" | "trade" | "typing"' and '"gap"' have no overlap.`,
    ],
  },
  {
    name: 'a snapshot of a topic without',
    code: "for await (const delivery of client.room.news) if (delivery.kind === 'snapshot') delivery;",
    says: [
      `1 TS2367: This comparison appears to be unintentional because the types '"gap" | "published"' and '"snapshot"' have no overlap.`,
    ],
  },
  {
    name: 'a gap of a topic without a log',
    code: "client.room.cursor.on('gap', () => {});",
    says: [`1 TS2345: Argument of type '"gap"' is not assignable to parameter of type '"error" | "moved"'.`],
  },
  {
    name: 'data before its event is known',
    code: 'for await (const delivery of client.room.prices) delivery.data.on;',
    says: [
      "1 TS2339: Property 'on' does not exist on type '{ note?: string; symbol: string; bid: number; } | { symbol: string; size: number; } | { on: boolean; }'.",
    ],
  },
  {
    name: 'a publication of what clients may not',
    code: "client.room.prices.publish('tick', { symbol: 'ACME', bid: 1 });",
    says: [`1 TS2345: Argument of type '"tick"' is not assignable to parameter of type '"trade" | "typing"'.`],
  },
  {
    name: 'a publication where clients may not at all',
    code: "client.room.news.publish('published', 'text');",
    says: [`1 TS2339: Property 'publish' does not exist on type 'Deliveries<LoggedDelivery<"published", string> | GapDelivery>'.`],
  },
  {
    name: 'a publication of wrong data',
    code: "client.room.prices.publish('typing', { on: 'yes' });",
    says: ["1 TS2322: Type 'string' is not assignable to type 'boolean'."],
  },
  {
    name: 'a publication without data',
    code: "client.room.prices.publish('typing');",
    says: ['1 TS2554: Expected 2-3 arguments, but got 1.'],
  },
  {
    name: 'the offset of a publication that is not logged',
    code: "const { offset } = await client.room.prices.publish('typing', { on: true });",
    says: ["1 TS2339: Property 'offset' does not exist on type 'void'."],
  },
  {
    name: 'an output of Zod where a publication is the input',
    code: "client.room.cursor.publish('moved', { x: 5 });",
    says: ["1 TS2322: Type 'number' is not assignable to type 'string'."],
  },
  {
    name: 'members of a topic without presence',
    code: 'client.room.news.members;',
    says: [`1 TS2339: Property 'members' does not exist on type 'Deliveries<LoggedDelivery<"published", string> | GapDelivery>'.`],
  },
  {
    name: 'a wrong state',
    code: "client.room.prices.setState({ nick: 'Ann' });",
    says: ["1 TS2353: Object literal may only specify known properties, and 'nick' does not exist in type '{ name: string; }'."],
  },
  {
    name: 'a topic that does not exist',
    code: 'client.room.rates;',
    says: [
      `1 TS2339: Property 'rates' does not exist on type '{ readonly prices: Deliveries<EventDelivery<"tick", { note?: string; symbol: string; bid: number; }> | LoggedDelivery<"trade", { symbol: string; size: number; }> | EventDelivery<"typing", { ...; }> | SnapshotDelivery<...>> & Publishing<...> & Present<...>; readonly news: Deliveries<...>; readonly cursor: Deliveries<...'.`,
    ],
  },
];
