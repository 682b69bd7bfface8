import type { TypeCase } from '../type-case.ts';

/** Calls that must not compile. */
export const wrongCalls: readonly TypeCase[] = [
  {
    name: 'params of a wrong type',
    code: 'client.call.quote({ symbol: 5 });',
    says: ["1 TS2322: Type 'number' is not assignable to type 'string'."],
  },
  {
    name: 'a missing param',
    code: 'client.call.quote({});',
    says: ["1 TS2345: Argument of type '{}' is not assignable to parameter of type '{ symbol: string; }'."],
  },
  {
    name: 'a param too many',
    code: "client.call.quote({ symbol: 'ACME', size: 1 });",
    says: ["1 TS2353: Object literal may only specify known properties, and 'size' does not exist in type '{ symbol: string; }'."],
  },
  {
    name: 'a misspelt param',
    code: "client.call.quote({ symbl: 'ACME' });",
    says: [
      "1 TS2561: Object literal may only specify known properties, but 'symbl' does not exist in type '{ symbol: string; }'. Did you mean to write 'symbol'?",
    ],
  },
  {
    name: 'no params where some are required',
    code: 'client.call.quote();',
    says: ['1 TS2554: Expected 1-2 arguments, but got 0.'],
  },
  {
    name: 'params for a procedure without',
    code: 'client.call.ping({ loud: true });',
    says: ["1 TS2345: Argument of type '{ loud: boolean; }' is not assignable to parameter of type 'undefined'."],
  },
  {
    name: 'an option that does not exist',
    code: "client.call.quote({ symbol: 'ACME' }, { timeout: 5 });",
    says: [
      "1 TS2561: Object literal may only specify known properties, but 'timeout' does not exist in type 'CallOptions'. Did you mean to write 'timeoutMs'?",
    ],
  },
  {
    name: 'an option of a wrong type',
    code: "client.call.quote({ symbol: 'ACME' }, { timeoutMs: '5' });",
    says: ["1 TS2322: Type 'string' is not assignable to type 'number'."],
  },
  {
    name: 'options in place of params',
    code: 'client.call.quote({ timeoutMs: 5 });',
    says: ["1 TS2353: Object literal may only specify known properties, and 'timeoutMs' does not exist in type '{ symbol: string; }'."],
  },
  {
    name: 'a procedure that does not exist',
    code: "client.call.quotes({ symbol: 'ACME' });",
    says: [
      `1 TS2551: Property 'quotes' does not exist on type 'Calls<{ quote: Procedure<TObject<{ symbol: TString; }>, undefined, undefined, TObject<{ symbol: TString; bid: TNumber; note: TOptional<TString>; }>, { ...; }, "query">; ... 9 more ...; upload: Procedure<...>; }, "client">'. Did you mean 'quote'?`,
    ],
  },
  {
    name: 'a nested procedure that does not exist',
    code: "client.call.orders.cancel({ symbol: 'ACME', size: 1 });",
    says: [
      `1 TS2339: Property 'cancel' does not exist on type 'Calls<{ place: Procedure<TObject<{ symbol: TString; size: TInteger; }>, undefined, undefined, TString, Record<never, never>, "mutation">; limits: { ...; }; }, "client">'.`,
    ],
  },
  {
    name: 'a call of a namespace',
    code: "client.call.orders({ symbol: 'ACME' });",
    says: ['1 TS2349: This expression is not callable.'],
  },
  {
    name: 'a stream through call',
    code: "client.call.candles({ symbol: 'ACME' });",
    says: [
      `1 TS2339: Property 'candles' does not exist on type 'Calls<{ quote: Procedure<TObject<{ symbol: TString; }>, undefined, undefined, TObject<{ symbol: TString; bid: TNumber; note: TOptional<TString>; }>, { ...; }, "query">; ... 9 more ...; upload: Procedure<...>; }, "client">'.`,
    ],
  },
  {
    name: 'a stream through safe',
    code: 'client.safe.converse(undefined, { input: [] });',
    says: [
      `1 TS2339: Property 'converse' does not exist on type 'SafeCalls<{ quote: Procedure<TObject<{ symbol: TString; }>, undefined, undefined, TObject<{ symbol: TString; bid: TNumber; note: TOptional<TString>; }>, { ...; }, "query">; ... 9 more ...; upload: Procedure<...>; }, "client">'.`,
    ],
  },
  {
    name: 'a call through stream',
    code: "client.stream.quote({ symbol: 'ACME' });",
    says: [
      `1 TS2339: Property 'quote' does not exist on type 'StreamCalls<{ quote: Procedure<TObject<{ symbol: TString; }>, undefined, undefined, TObject<{ symbol: TString; bid: TNumber; note: TOptional<TString>; }>, { ...; }, "query">; ... 9 more ...; upload: Procedure<...>; }, "client">'.`,
    ],
  },
  {
    name: 'a topic through call',
    code: "client.call.prices({ symbol: 'ACME' });",
    says: [
      `1 TS2339: Property 'prices' does not exist on type 'Calls<{ quote: Procedure<TObject<{ symbol: TString; }>, undefined, undefined, TObject<{ symbol: TString; bid: TNumber; note: TOptional<TString>; }>, { ...; }, "query">; ... 9 more ...; upload: Procedure<...>; }, "client">'.`,
    ],
  },
  {
    name: 'a section of the server called by the client',
    code: "client.call.confirm({ text: '' });",
    says: [
      `1 TS2339: Property 'confirm' does not exist on type 'Calls<{ quote: Procedure<TObject<{ symbol: TString; }>, undefined, undefined, TObject<{ symbol: TString; bid: TNumber; note: TOptional<TString>; }>, { ...; }, "query">; ... 9 more ...; upload: Procedure<...>; }, "client">'.`,
    ],
  },
  {
    name: 'a wrong use of the result',
    code: `const { bid } = await client.call.quote({ symbol: 'ACME' });
bid.toUpperCase();`,
    says: ["2 TS2339: Property 'toUpperCase' does not exist on type 'number'."],
  },
  {
    name: 'a result that is nothing',
    code: 'const done: boolean = await client.call.ping();',
    says: ["1 TS2322: Type 'void' is not assignable to type 'boolean'."],
  },
  {
    name: 'a property that may be missing',
    code: `const { note } = await client.call.quote({ symbol: 'ACME' });
note.length;`,
    says: ["2 TS18048: 'note' is possibly 'undefined'."],
  },
  {
    name: 'no input where it is required',
    code: 'client.call.importTrades(undefined);',
    says: ['1 TS2554: Expected 2 arguments, but got 1.'],
  },
  {
    name: 'options without input',
    code: 'client.call.importTrades(undefined, { timeoutMs: 5 });',
    says: [
      "1 TS2345: Argument of type '{ timeoutMs: number; }' is not assignable to parameter of type 'InputOptions<{ symbol: string; size: number; }>'.",
    ],
  },
  {
    name: 'a wrong element of the input',
    code: "client.call.importTrades(undefined, { input: [{ symbol: 'ACME', size: '1' }] });",
    says: ["1 TS2322: Type '{ symbol: string; size: string; }[]' is not assignable to type 'Feed<{ symbol: string; size: number; }>'."],
  },
  {
    name: 'input that is no stream',
    code: "client.call.importTrades(undefined, { input: { symbol: 'ACME', size: 1 } });",
    says: [
      "1 TS2353: Object literal may only specify known properties, and 'symbol' does not exist in type 'Feed<{ symbol: string; size: number; }>'.",
    ],
  },
  {
    name: 'input for a procedure without',
    code: "client.call.quote({ symbol: 'ACME' }, { input: [] });",
    says: ["1 TS2353: Object literal may only specify known properties, and 'input' does not exist in type 'CallOptions'."],
  },
  {
    name: 'a stream that is awaited',
    code: `const candles = await client.stream.candles({ symbol: 'ACME' });
candles.then(() => 1);`,
    says: ["2 TS2339: Property 'then' does not exist on type 'Stream<{ at: string; close: number; }, void>'."],
  },
  {
    name: 'a wrong use of an item',
    code: "for await (const candle of client.stream.candles({ symbol: 'ACME' })) candle.open;",
    says: ["1 TS2339: Property 'open' does not exist on type '{ at: string; close: number; }'."],
  },
  {
    name: 'a wrong use of a response behind items',
    code: 'const answer: string = await client.stream.converse(undefined, { input: [] }).result();',
    says: ["1 TS2322: Type 'boolean' is not assignable to type 'string'."],
  },
  {
    name: 'an iteration over a call',
    code: "for await (const part of client.call.quote({ symbol: 'ACME' })) part;",
    says: [
      "1 TS2504: Type 'Promise<{ note?: string; symbol: string; bid: number; }>' must have a '[Symbol.asyncIterator]()' method that returns an async iterator.",
    ],
  },
  {
    name: 'a decoded value from a client, which has the encoded one',
    code: 'client.call.decoded({ when: new Date() });',
    says: ["1 TS2322: Type 'Date' is not assignable to type 'string'."],
  },
  {
    name: 'an encoded value from the server, which has the decoded one',
    code: "peer.confirm({ text: '', when: '2026-01-01' });",
    says: ["1 TS2322: Type 'string' is not assignable to type 'Date'."],
  },
  {
    name: 'an output of Zod where it wants the input',
    code: 'client.call.zod({ size: 5 });',
    says: ["1 TS2322: Type 'number' is not assignable to type 'string'."],
  },
];
