import type { TypeCase } from '../type-case.ts';

/** What compiles, and the types that come of it. */
export const exactTypes: readonly TypeCase[] = [
  {
    name: 'params and result of TypeBox',
    code: "same<typeof client.call.orders.place, ((params: { symbol: string; size: number }, options?: CallOptions) => Promise<string>) & Carries<Market['procedures']['orders']['place']>>();",
    says: [],
  },
  {
    name: 'an optional property',
    code: 'same<Awaited<ReturnType<typeof client.call.quote>>, { symbol: string; bid: number; note?: string }>();',
    says: [],
  },
  {
    name: 'nothing to send, nothing to get',
    code: "same<typeof client.call.ping, ((params?: undefined, options?: CallOptions) => Promise<void>) & Carries<Market['procedures']['ping']>>();",
    says: [],
  },
  {
    name: 'params of which none is required',
    code: `same<Parameters<typeof client.call.search>[0], { text?: string } | undefined>();
client.call.search();
client.call.search(undefined, { timeoutMs: undefined });`,
    says: [],
  },
  {
    name: 'a result that is left out',
    code: 'same<ReturnType<typeof client.call.orders.limits.set>, Promise<void>>();',
    says: [],
  },
  {
    name: 'input',
    code: 'same<Parameters<typeof client.call.importTrades>, [params: undefined, options: InputOptions<{ symbol: string; size: number }>]>();',
    says: [],
  },
  {
    name: 'input from lists, generators and streams',
    code: `client.call.importTrades(undefined, { input: [{ symbol: '', size: 1 }] });
client.call.importTrades(undefined, { input: (function* () { yield { symbol: '', size: 1 }; })() });
client.call.importTrades(undefined, { input: (async function* () { yield { symbol: '', size: 1 }; })() });`,
    says: [],
  },
  {
    name: 'items',
    code: 'same<ReturnType<typeof client.stream.candles>, Stream<{ at: string; close: number }, void>>();',
    says: [],
  },
  {
    name: 'input, items and a response',
    code: `const talk = client.stream.converse(undefined, { input: [] });
same<typeof talk, Stream<{ at: string; close: number }, boolean>>();
same<ReturnType<typeof talk.result>, Promise<boolean>>();`,
    says: [],
  },
  {
    name: 'a stream out of an async function',
    code: `const open = async () => client.stream.candles({ symbol: 'ACME' });
same<Awaited<ReturnType<typeof open>>, Stream<{ at: string; close: number }, void>>();`,
    says: [],
  },
  {
    name: 'bytes',
    code: `same<Parameters<typeof client.call.upload>[1], InputOptions<Uint8Array>>();
same<Awaited<ReturnType<typeof client.call.upload>>, Uint8Array>();`,
    says: [],
  },
  {
    name: 'which names call has',
    code: "same<keyof typeof client.call, 'quote' | 'importTrades' | 'orders' | 'ping' | 'search' | 'decoded' | 'zod' | 'upload'>();",
    says: [],
  },
  {
    name: 'which names stream has',
    code: "same<keyof typeof client.stream, 'candles' | 'converse' | 'orders' | 'valibot'>();",
    says: [],
  },
  {
    name: 'which names safe has',
    code: 'same<keyof typeof client.safe, keyof typeof client.call>();',
    says: [],
  },
  {
    name: 'TypeBox with a transform: encoded for clients',
    code: `same<Parameters<typeof client.call.decoded>[0], { when: string }>();
same<Awaited<ReturnType<typeof client.call.decoded>>, string>();`,
    says: [],
  },
  {
    name: 'TypeBox with a transform: decoded for the server',
    code: "same<HandlerOn<Market['procedures']['decoded'], 'server', unknown>, (this: void, params: { when: Date }, call: Call<Market['procedures']['decoded'], 'server', unknown>) => Date | Promise<Date>>();",
    says: [],
  },
  {
    name: 'TypeBox with a transform, called by the server',
    code: `same<Parameters<typeof peer.confirm>[0], { text: string; when: Date }>();
implementOnClient({ confirm: ({ when }) => { same<typeof when, string>(); return true; } });`,
    says: [],
  },
  {
    name: 'Zod: input from who sends, output for who receives',
    code: `same<Parameters<typeof client.call.zod>[0], { size: string; unit?: string | undefined }>();
same<Awaited<ReturnType<typeof client.call.zod>>, { size: number }>();
implement(market.procedures.zod, (params) => { same<typeof params, { size: number; unit: string }>(); return { size: '5' }; });`,
    says: [],
  },
  {
    name: 'Valibot: input from who sends, output for who receives',
    code: `same<Parameters<typeof client.stream.valibot>[0], { size?: string | undefined } | undefined>();
same<ReturnType<typeof client.stream.valibot>, Stream<number, void>>();
implement(market.procedures.valibot, async function* (params) { same<typeof params, { size: number }>(); yield '5'; });`,
    says: [],
  },
  {
    name: 'what safe settles with',
    code: `const got = await client.safe.quote({ symbol: 'ACME' });
same<typeof got, Outcome<{ symbol: string; bid: number; note?: string }, ErrorOf<Market['procedures']['quote'], 'client'> | SystemError>>();
if (!got.ok && got.error.name === 'UnknownSymbol') same<typeof got.error.data, { symbol: string }>();
if (!got.ok && got.error.name === 'MarketClosed') same<typeof got.error.data, undefined>();
if (!got.ok && got.error.name === 'TooMany') same<typeof got.error.data, unknown>();`,
    says: [],
  },
  {
    name: 'errors with data, without, and transformed',
    code: `same<ErrorOf<Market['procedures']['quote'], 'client'>, RpcError<'UnknownSymbol', { symbol: string }> | RpcError<'MarketClosed', undefined>>();
same<ErrorOf<Market['procedures']['decoded'], 'client'>, RpcError<'Late', string>>();
same<ErrorOf<Market['procedures']['ping'], 'client'>, never>();`,
    says: [],
  },
  {
    name: 'what isError tells',
    code: `if (isError(error, client.call.quote, 'UnknownSymbol')) same<typeof error, RpcError<'UnknownSymbol', { symbol: string }>>();
else if (isError(error, market.procedures.quote, 'MarketClosed')) same<typeof error, RpcError<'MarketClosed', undefined>>();
else if (isError(error, 'OutcomeUnknown')) same<typeof error, RpcError<'OutcomeUnknown', unknown>>();`,
    says: [],
  },
  {
    name: 'a handler with declared errors',
    code: `implement(market.procedures.quote, ({ symbol }, call) => {
  if (symbol === '') throw call.error('UnknownSymbol', { symbol });
  if (call.context.user === '') throw call.error('MarketClosed');
  return { symbol, bid: 1 };
});`,
    says: [],
  },
  {
    name: 'handlers of a pick, a namespace, and in any form',
    code: `const { candles, converse, importTrades } = market.procedures;
implement({ candles, converse, importTrades }, {
  async *candles({ symbol }) { yield { at: symbol, close: 1 }; },
  async *converse(_, call) { for await (const { symbol } of call.input) yield { at: symbol, close: 1 }; return true; },
  async importTrades(_, call) { let count = 0; for await (const _trade of call.input) count += 1; return { count }; },
});
implement(market.procedures.orders, { place: ({ symbol }) => symbol, limits: { set: async () => {} } });
implement(market.procedures, {} as HandlersOn<Market['procedures'], 'server', Given>);`,
    says: [],
  },
  {
    name: 'deliveries of a topic with a snapshot',
    code: `same<DeliveryOf<Market['topics']['prices']>['kind'], 'tick' | 'trade' | 'typing' | 'snapshot'>();
same<Extract<DeliveryOf<Market['topics']['prices']>, { kind: 'trade' }>, LoggedDelivery<'trade', { symbol: string; size: number }>>();`,
    says: [],
  },
  {
    name: 'deliveries of a topic with a log only',
    code: "same<DeliveryOf<Market['topics']['news']>, LoggedDelivery<'published', string> | GapDelivery>();",
    says: [],
  },
  {
    name: 'deliveries of a topic with neither',
    code: "same<DeliveryOf<Market['topics']['cursor']>, EventDelivery<'moved', { x: number }>>();",
    says: [],
  },
  {
    name: 'a room in a loop',
    code: `for await (const delivery of client.room.prices) {
  switch (delivery.kind) {
    case 'snapshot': same<typeof delivery.data, { symbol: string; bid: number; note?: string }>(); break;
    case 'tick': same<typeof delivery.data, { symbol: string; bid: number; note?: string }>(); break;
    case 'trade': same<typeof delivery.offset, number>(); break;
    case 'typing': same<typeof delivery.data, { on: boolean }>(); break;
    default: same<typeof delivery, never>();
  }
}`,
    says: [],
  },
  {
    name: 'a room with callbacks',
    code: `const off = client.room.prices.on('trade', (data, delivery) => { same<typeof data, { symbol: string; size: number }>(); same<typeof delivery.offset, number>(); });
same<typeof off, () => void>();
client.room.news.on('gap', (data, delivery) => { same<typeof data, undefined>(); same<typeof delivery.reason, 'epoch' | 'trimmed' | 'slow'>(); });`,
    says: [],
  },
  {
    name: 'publishing',
    code: `const logged = client.room.prices.publish('trade', { symbol: 'ACME', size: 1 }, { key: 'k' });
same<typeof logged, Promise<{ readonly offset: number }>>();
const ephemeral = client.room.prices.publish('typing', { on: true });
same<typeof ephemeral, Promise<void>>();
client.room.cursor.publish('moved', { x: '5' });`,
    says: [],
  },
  {
    name: 'presence',
    code: `same<typeof client.room.prices.members, readonly Member<{ name: string }>[]>();
same<typeof client.room.prices.memberCount, number>();
client.room.prices.on('members', (members) => members[0]?.state.name);
client.room.prices.setState({ name: 'Ann' });`,
    says: [],
  },
  {
    name: 'names that only run time knows',
    code: `const events: Record<string, typeof said> = {};
const errors: Record<string, null> = {};
topic({ events });
procedure({ errors });`,
    says: [],
  },
  {
    name: 'an option that may be undefined',
    code: `const timeoutMs: number | undefined = undefined as number | undefined;
client.call.quote({ symbol: 'ACME' }, { timeoutMs, signal: undefined });`,
    says: [],
  },
  {
    name: 'one procedure at two names',
    code: `const two = contract({ procedures: { a: market.procedures.ping, b: { c: market.procedures.ping } } });
same<typeof two.procedures.b.c, Market['procedures']['ping']>();`,
    says: [],
  },
  {
    name: 'an empty contract',
    code: `const none = contract({});
same<keyof Calls<typeof none.procedures, 'client'>, never>();`,
    says: [],
  },
  {
    name: 'a client of a contract by value',
    code: `const byValue = connect('wss://a.example/rpc', { contract: market, auth: ({ rejected }) => (rejected ? undefined : 'token') });
same<typeof byValue, Client<Market>>();
same<typeof byValue, typeof connected>();`,
    says: [],
  },
  {
    name: 'a client of a contract by type',
    code: `const byType = connect<Market>(new URL('wss://a.example/rpc'));
same<typeof byType, Client<Market>>();
byType.on('status', (status, { reason, retryAt }) => [status === 'offline', reason === 'drained', retryAt?.toFixed()]);`,
    says: [],
  },
  {
    name: 'the rooms of a client',
    code: `const prices = connected.room.prices({ symbol: 'ACME' }, { state: { name: 'Ann' } });
same<typeof prices.members, readonly Member<{ name: string }>[]>();
prices.on('error', (error) => same<typeof error, RpcError>());
connected.room.news().on('published', (text, { offset }) => [text.length, offset]);
connected.room.news(undefined, {});`,
    says: [],
  },
  {
    name: 'what the server calls on a client',
    code: `connected.implement({
  confirm: ({ text, when }, call) => {
    same<typeof when, string>();
    return text === '' && !call.signal.aborted;
  },
});
connected.implement({});`,
    says: [],
  },
  {
    name: 'results, items and inputs that may be anything',
    code: `const loose = contract({ procedures: { any: procedure({ input: Type.Any(), result: Type.Any() }), items: procedure({ item: Type.Any() }) } });
declare const caller: Client<typeof loose>;
const answer = caller.call.any(undefined, { input: [1] });
same<typeof answer, Promise<any>>();
const items = caller.stream.items();
same<typeof items, Stream<any, void>>();`,
    says: [],
  },
];
