import type { TypeCase } from '../type-case.ts';

/** What must not compile of a server whose `Context` has a user. `says` has the last line of each message: the one that says why. */
export const wrongServer: readonly TypeCase[] = [
  {
    name: 'options without a context',
    code: 'const options: TrunklineOptions = { contract: bare };',
    says: [`1 TS2322: Property 'context' is missing in type '{ contract: AnyContract; }' but required in type 'ContextOption<Context>'.`],
  },
  {
    name: 'options without a contract',
    code: "const options: TrunklineOptions = { context: () => ({ user: { id: '', isTrader: true } }) };",
    says: [
      `1 TS2322: Property 'contract' is missing in type '{ context: () => { user: { id: string; isTrader: true; }; }; }' but required in type 'OptionsWithoutContext<Context>'.`,
    ],
  },
  {
    name: 'a context without its members',
    code: 'const options: TrunklineOptions = { contract: bare, context: () => ({}) };',
    says: [`1 TS2322: Type '{}' is not assignable to type 'Context | Promise<Context>'.`],
  },
  {
    name: 'a registration without a context',
    code: 'app.register(trunkline, { contract: bare });',
    says: [`1 TS2769: Property 'context' is missing in type '{ contract: AnyContract; }' but required in type 'ContextOption<Context>'.`],
  },
  {
    name: 'an option that does not exist',
    code: `const options: TrunklineOptions = { contract: bare, context: () => ({ user: { id: '', isTrader: true } }), origin: [] };`,
    says: [
      `1 TS2561: Object literal may only specify known properties, but 'origin' does not exist in type 'TrunklineOptions'. Did you mean to write 'origins'?`,
    ],
  },
  {
    name: 'a limit that does not exist',
    code: `const options: Partial<TrunklineOptions> = { limits: { room: 5 } };`,
    says: [
      `1 TS2561: Object literal may only specify known properties, but 'room' does not exist in type 'Partial<HubLimits>'. Did you mean to write 'rooms'?`,
    ],
  },
  {
    name: 'a wrong principal',
    code: 'const options: Partial<TrunklineOptions> = { principal: (context) => context.user };',
    says: [`1 TS2322: Type '{ readonly id: string; readonly isTrader: boolean; }' is not assignable to type 'string'.`],
  },
  {
    name: 'authenticate that answers no context',
    code: 'const options: Partial<TrunklineOptions> = { authenticate: (auth) => auth };',
    says: [`1 TS2322: Type 'unknown' is not assignable to type 'Context | Promise<Context>'.`],
  },
  {
    name: 'a handler that is missing',
    code: "rpc.implement(procedures.orders, { place: () => '' });",
    says: [
      `1 TS2345: Property 'limits' is missing in type '{ place: () => string; }' but required in type '{ readonly place: (this: void, params: { symbol: string; size: number; }, call: CallGiven<Context> & { readonly error: Fail<Record<never, never>, "server">; }) => Awaitable<...>; readonly limits: { ...; }; }'.`,
    ],
  },
  {
    name: 'a wrong result',
    code: 'rpc.implement(procedures.orders.place, ({ size }) => size);',
    says: [`1 TS2322: Type 'number' is not assignable to type 'Awaitable<string>'.`],
  },
  {
    name: 'a context that is not declared',
    code: 'rpc.implement(procedures.ping, (_, call) => { call.context.tenant; });',
    says: [`1 TS2339: Property 'tenant' does not exist on type 'Context'.`],
  },
  {
    name: 'an error that is not declared',
    code: "rpc.implement(procedures.quote, (_, call) => { throw call.error('Late'); });",
    says: [`1 TS2345: Argument of type '"Late"' is not assignable to parameter of type '"UnknownSymbol" | "MarketClosed"'.`],
  },
  {
    name: 'a handler of its own with a wrong result',
    code: "const place: Handler<Market['procedures']['orders']['place']> = ({ size }) => size;",
    says: [`1 TS2322: Type 'number' is not assignable to type 'Awaitable<string>'.`],
  },
  {
    name: 'a topic in the place of procedures',
    code: 'rpc.implement(topics.news, {});',
    says: [
      `1 TS2345: Index signature for type 'string' is missing in type 'Topic<undefined, undefined, { published: Event<TString, "log">; }, undefined, never>'.`,
    ],
  },
  {
    name: 'a topic without its snapshot',
    code: 'rpc.topic(topics.prices, { authorize: () => true });',
    says: [
      `1 TS2345: Property 'snapshot' is missing in type '{ authorize: () => true; }' but required in type 'Snapshots<{ symbol: string; }, { note?: string; symbol: string; bid: number; }>'.`,
    ],
  },
  {
    name: 'a snapshot that the topic has not',
    code: "rpc.topic(topics.news, { snapshot: () => '' });",
    says: [
      `1 TS2353: Object literal may only specify known properties, and 'snapshot' does not exist in type 'Authorizes<undefined, Context>'.`,
    ],
  },
  {
    name: 'a wrong snapshot',
    code: "rpc.topic(topics.prices, { snapshot: () => ({ symbol: '' }) });",
    says: [
      `1 TS2322: Property 'bid' is missing in type '{ symbol: string; }' but required in type '{ note?: string; symbol: string; bid: number; }'.`,
    ],
  },
  {
    name: 'onPublish of a topic that nobody publishes to',
    code: "rpc.topic(topics.news, { onPublish: () => '' });",
    says: [
      `1 TS2353: Object literal may only specify known properties, and 'onPublish' does not exist in type 'Authorizes<undefined, Context>'.`,
    ],
  },
  {
    name: 'authorize that answers no flag',
    code: "rpc.topic(topics.news, { authorize: () => 'yes' });",
    says: [`1 TS2322: Type 'string' is not assignable to type 'Awaitable<boolean>'.`],
  },
  {
    name: 'a room without its params',
    code: 'rpc.room(topics.prices);',
    says: ['1 TS2345: Source has 0 element(s) but target requires 1.'],
  },
  {
    name: 'a room with wrong params',
    code: "rpc.room(topics.prices, { symbl: '' });",
    says: [
      `1 TS2345: Object literal may only specify known properties, but 'symbl' does not exist in type '{ symbol: string; }'. Did you mean to write 'symbol'?`,
    ],
  },
  {
    name: 'an event that the topic has not',
    code: "rpc.room(topics.news).publish('said', '');",
    says: [`1 TS2345: Argument of type '"said"' is not assignable to parameter of type '"published"'.`],
  },
  {
    name: 'a wrong payload',
    code: "rpc.room(topics.prices, { symbol: '' }).publish('trade', { symbol: '' });",
    says: [`1 TS2345: Property 'size' is missing in type '{ symbol: string; }' but required in type '{ symbol: string; size: number; }'.`],
  },
  {
    name: 'a call of a client with wrong params',
    code: 'rpc.peers()[0]?.call(market.client.confirm, { text: 5, when: new Date() });',
    says: [`1 TS2345: Type 'number' is not assignable to type 'string'.`],
  },
  {
    name: 'disconnecting by what is not there',
    code: 'rpc.disconnect({ where: (peer) => peer.user === 1 });',
    says: [`1 TS2339: Property 'user' does not exist on type 'Peer<Context>'.`],
  },
  {
    name: 'an inject to another host',
    code: "const options: InjectOptions = { proxy: 'http://proxy.example' };",
    says: [
      `1 TS2353: Object literal may only specify known properties, and 'proxy' does not exist in type 'Partial<InjectUpgradeOptions>'.`,
    ],
  },
];
