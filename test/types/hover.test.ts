import { describe, expect, it } from 'vitest';
import { hoverer } from './hover.ts';
import { PRELUDE } from './type-case.ts';

/** `‸` stands before the name that is pointed at. */
const hovers = [
  {
    code: "client.call.‸quote({ symbol: '' });",
    shown: `(property) quote: (params: { symbol: string; }, options?: CallOptions) => Promise<{ note?: string; symbol: string; bid: number; }>`,
  },
  { code: 'client.call.‸ping();', shown: `(property) ping: (params?: undefined, options?: CallOptions) => Promise<void>` },
  {
    code: 'client.call.‸search();',
    shown: `(property) search: (params?: { text?: string; } | undefined, options?: CallOptions) => Promise<{ note?: string; symbol: string; bid: number; }[]>`,
  },
  {
    code: "client.call.orders.‸place({ symbol: '', size: 1 });",
    shown: `(property) place: (params: { symbol: string; size: number; }, options?: CallOptions) => Promise<string>`,
  },
  {
    code: 'client.call.‸importTrades(undefined, { input: [] });',
    shown: `(property) importTrades: (params: undefined, options: InputOptions<{ symbol: string; size: number; }>) => Promise<{ count: number; }>`,
  },
  {
    code: "client.stream.‸candles({ symbol: '' });",
    shown: `(property) candles: (params: { symbol: string; }, options?: CallOptions) => Stream<{ at: string; close: number; }, void>`,
  },
  {
    code: 'client.stream.‸converse(undefined, { input: [] });',
    shown: `(property) converse: (params: undefined, options: InputOptions<{ symbol: string; size: number; }>) => Stream<{ at: string; close: number; }, boolean>`,
  },
  {
    code: "const ‸quote = await client.call.quote({ symbol: '' });",
    shown: `const quote: { note?: string; symbol: string; bid: number; }`,
  },
  {
    code: "const ‸got = await client.safe.quote({ symbol: '' });",
    shown: `const got: Outcome<{ note?: string; symbol: string; bid: number; }, SystemError | RpcError<"UnknownSymbol", { symbol: string; }> | RpcError<"MarketClosed", undefined>>`,
  },
  {
    code: 'for await (const ‸delivery of client.room.prices) delivery;',
    shown: `const delivery: EventDelivery<"tick", { note?: string; symbol: string; bid: number; }> | LoggedDelivery<"trade", { symbol: string; size: number; }> | EventDelivery<"typing", { on: boolean; }> | SnapshotDelivery<{ note?: string; symbol: string; bid: number; }>`,
  },
  {
    code: "client.room.prices.on('trade', (data, ‸delivery) => {});",
    shown: `(parameter) delivery: LoggedDelivery<"trade", { symbol: string; size: number; }>`,
  },
  {
    code: "client.room.prices.‸publish('typing', { on: true });",
    shown: `(method) Publishing<{ trade: { symbol: string; size: number; }; typing: { on: boolean; }; }, "trade">.publish<"typing">(event: "typing", data: { on: boolean; }, options?: { readonly key?: string | undefined; }): Promise<void>`,
  },
  { code: "implement(market.procedures.quote, (‸params) => ({ symbol: '', bid: 1 }));", shown: `(parameter) params: { symbol: string; }` },
  {
    code: "implement(market.procedures.quote, (_, ‸call) => ({ symbol: '', bid: 1 }));",
    shown: `(parameter) call: Given & { readonly error: Fail<{ UnknownSymbol: Type.TObject<{ symbol: Type.TString; }>; MarketClosed: null; }, "server">; }`,
  },
  {
    code: "implement(market.procedures.quote, (_, call) => { throw call.‸error('MarketClosed'); });",
    shown: `(property) error: <"MarketClosed">(name: "MarketClosed", ...data: NoInfer<[]>) => RpcError<"MarketClosed", unknown>`,
  },
  {
    code: "if (isError(error, client.call.quote, 'UnknownSymbol')) ‸error;",
    shown: `const error: RpcError<"UnknownSymbol", { symbol: string; }>`,
  },
];

const fileOf = (at: number) => `hover-${at}.ts`;

const hover = hoverer(new Map(hovers.map(({ code }, at) => [fileOf(at), PRELUDE + code])));

describe('an editor shows', () => {
  it.each(hovers.map((one, at) => ({ ...one, at })))('$code', ({ shown, at }) => {
    expect(hover(fileOf(at))).toBe(shown);
  });
});
