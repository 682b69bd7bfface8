import type { TypeCase } from '../type-case.ts';

/** Implementations that must not compile. */
export const wrongHandlers: readonly TypeCase[] = [
  {
    name: 'a handler that is missing',
    code: 'implement(market.procedures.orders, { place: (order) => order.symbol });',
    says: [
      `1 TS2345: Argument of type '{ place: (this: void, order: { symbol: string; size: number; }) => string; }' is not assignable to parameter of type '{ readonly place: (this: void, params: { symbol: string; size: number; }, call: Given & { readonly error: Fail<Record<never, never>, "server">; }) => Awaitable<string>; readonly limits: { ...; }; }'.`,
    ],
  },
  {
    name: 'a handler too many',
    code: 'implement({ ping: market.procedures.ping }, { ping: () => {}, pong: () => {} });',
    says: [
      `1 TS2353: Object literal may only specify known properties, and 'pong' does not exist in type '{ readonly ping: (this: void, params: undefined, call: Given & { readonly error: Fail<Record<never, never>, "server">; }) => Awaitable<void>; }'.`,
    ],
  },
  {
    name: 'a nested handler that is missing',
    code: 'implement(market.procedures.orders, { place: (order) => order.symbol, limits: {} });',
    says: [
      `1 TS2741: Property 'set' is missing in type '{}' but required in type '{ readonly set: (this: void, params: { symbol: string; size: number; }, call: Given & { readonly error: Fail<Record<never, never>, "server">; }) => Awaitable<void>; }'.`,
    ],
  },
  {
    name: 'a wrong result',
    code: 'implement(market.procedures.orders.place, (order) => order.size);',
    says: ["1 TS2322: Type 'number' is not assignable to type 'Awaitable<string>'."],
  },
  {
    name: 'no result',
    code: 'implement(market.procedures.orders.place, () => {});',
    says: [
      `1 TS2345: Argument of type '() => void' is not assignable to parameter of type '(this: void, params: { symbol: string; size: number; }, call: Given & { readonly error: Fail<Record<never, never>, "server">; }) => Awaitable<string>'.`,
    ],
  },
  {
    name: 'a result with a missing property',
    code: 'implement(market.procedures.quote, async ({ symbol }) => ({ symbol }));',
    says: [
      "1 TS2322: Type 'Promise<{ symbol: string; }>' is not assignable to type 'Awaitable<{ note?: string; symbol: string; bid: number; }>'.",
    ],
  },
  {
    name: 'a wrong use of params',
    code: 'implement(market.procedures.quote, ({ symbl }) => ({ symbol: symbl, bid: 1 }));',
    says: ["1 TS2339: Property 'symbl' does not exist on type '{ symbol: string; }'."],
  },
  {
    name: 'a plain function for a stream',
    code: "implement(market.procedures.candles, () => ({ at: '', close: 1 }));",
    says: [
      "1 TS2322: Type '{ at: string; close: number; }' is not assignable to type 'Awaitable<AsyncIterable<{ at: string; close: number; }, void>>'.",
    ],
  },
  {
    name: 'a generator for a plain procedure',
    code: 'implement(market.procedures.ping, async function* () { yield 1; });',
    says: [
      `1 TS2345: Argument of type '() => AsyncGenerator<number, void, unknown>' is not assignable to parameter of type '(this: void, params: undefined, call: Given & { readonly error: Fail<Record<never, never>, "server">; }) => Awaitable<void>'.`,
    ],
  },
  {
    name: 'a wrong item',
    code: "implement(market.procedures.candles, async function* () { yield { at: '', close: '1' }; });",
    says: [
      `1 TS2345: Argument of type '() => AsyncGenerator<{ at: string; close: string; }, void, any>' is not assignable to parameter of type '(this: void, params: { symbol: string; }, call: Given & { readonly error: Fail<Record<never, never>, "server">; }) => Awaitable<AsyncIterable<{ at: string; close: number; }, void>>'.`,
    ],
  },
  {
    name: 'a wrong response behind items',
    code: "implement(market.procedures.converse, async function* () { yield { at: '', close: 1 }; return 'yes'; });",
    says: [
      `1 TS2345: Argument of type '() => AsyncGenerator<{ at: string; close: number; }, string, any>' is not assignable to parameter of type '(this: void, params: undefined, call: Given & { readonly error: Fail<Record<never, never>, "server">; } & { readonly input: AsyncIterable<{ symbol: string; size: number; }>; }) => Awaitable<...>'.`,
    ],
  },
  {
    name: 'input of a procedure without',
    code: 'implement(market.procedures.quote, (_, call) => ({ symbol: String(call.input), bid: 1 }));',
    says: [
      `1 TS2339: Property 'input' does not exist on type 'Given & { readonly error: Fail<{ UnknownSymbol: TObject<{ symbol: TString; }>; MarketClosed: null; }, "server">; }'.`,
    ],
  },
  {
    name: 'a wrong use of input',
    code: `implement(market.procedures.importTrades, async (_, call) => {
  for await (const trade of call.input) trade.price;
  return { count: 1 };
});`,
    says: ["2 TS2339: Property 'price' does not exist on type '{ symbol: string; size: number; }'."],
  },
  {
    name: 'an error that the contract does not declare',
    code: "implement(market.procedures.quote, (_, call) => { throw call.error('Late'); });",
    says: [`1 TS2345: Argument of type '"Late"' is not assignable to parameter of type '"UnknownSymbol" | "MarketClosed"'.`],
  },
  {
    name: 'an error without its data',
    code: "implement(market.procedures.quote, (_, call) => { throw call.error('UnknownSymbol'); });",
    says: ["1 TS2345: Argument of type '[]' is not assignable to parameter of type '[data: { symbol: string; }]'."],
  },
  {
    name: 'an error with wrong data',
    code: "implement(market.procedures.quote, (_, call) => { throw call.error('UnknownSymbol', { symbol: 5 }); });",
    says: ["1 TS2345: Argument of type '[{ symbol: number; }]' is not assignable to parameter of type '[data: { symbol: string; }]'."],
  },
  {
    name: 'an error with data that it has not',
    code: "implement(market.procedures.quote, (_, call) => { throw call.error('MarketClosed', { symbol: '' }); });",
    says: ["1 TS2345: Argument of type '[{ symbol: string; }]' is not assignable to parameter of type '[]'."],
  },
  {
    name: 'an error where none is declared',
    code: "implement(market.procedures.ping, (_, call) => { throw call.error('Late'); });",
    says: [`1 TS2345: Argument of type '"Late"' is not assignable to parameter of type 'never'.`],
  },
  {
    name: 'what no handler is given',
    code: 'implement(market.procedures.ping, (_, call) => { call.session; });',
    says: [`1 TS2339: Property 'session' does not exist on type 'Given & { readonly error: Fail<Record<never, never>, "server">; }'.`],
  },
  {
    name: 'the encoded form, where the server has the decoded one',
    code: 'implement(market.procedures.decoded, ({ when }) => when.length > 5 ? when : new Date());',
    says: ["1 TS2339: Property 'length' does not exist on type 'Date'."],
  },
  {
    name: 'a decoded result, where Zod wants the input',
    code: 'implement(market.procedures.zod, () => ({ size: 5 }));',
    says: ["1 TS2322: Type 'number' is not assignable to type 'string'."],
  },
  {
    name: 'a client that forgets a handler',
    code: 'implementOnClient({});',
    says: [
      `1 TS2345: Argument of type '{}' is not assignable to parameter of type '{ readonly confirm: (this: void, params: { text: string; when: string; }, call: Given & { readonly error: Fail<Record<never, never>, "client">; }) => Awaitable<boolean>; }'.`,
    ],
  },
  {
    name: 'a client that answers wrongly',
    code: 'implementOnClient({ confirm: ({ text }) => text });',
    says: ["1 TS2322: Type 'string' is not assignable to type 'Awaitable<boolean>'."],
  },
];
