import type { TypeCase } from '../type-case.ts';

/** Uses of a client that must not compile. */
export const wrongClients: readonly TypeCase[] = [
  {
    name: 'a client of no contract',
    code: "connect('wss://a.example/rpc');",
    says: [
      `1 TS2345: Argument of type '"wss://a.example/rpc"' is not assignable to parameter of type '"say which contract: connect<Contract>(url), or connect(url, { contract })"'.`,
    ],
  },
  {
    name: 'a client of no contract, with options',
    code: "connect('wss://a.example/rpc', { auth: () => 'token' });",
    says: [
      `1 TS2345: Argument of type '"wss://a.example/rpc"' is not assignable to parameter of type '"say which contract: connect<Contract>(url), or connect(url, { contract })"'.`,
    ],
  },
  {
    name: 'a contract by value that is none',
    code: "connect('wss://a.example/rpc', { contract: market.procedures });",
    says: [
      `1 TS2739: Type '{ quote: Procedure<TObject<{ symbol: TString; }>, undefined, undefined, TObject<{ symbol: TString; bid: TNumber; note: TOptional<TString>; }>, { ...; }, "query">; ... 9 more ...; upload: Procedure<...>; }' is missing the following properties from type 'AnyContract': '~trunkline', procedures, topics, client`,
    ],
  },
  {
    name: 'another contract by value than by type',
    code: "const other = contract({ procedures: { other: procedure({}) } });\nconnect<Market>('wss://a.example/rpc', { contract: other });",
    says: [
      `2 TS2322: Type 'Contract<{ other: Procedure<undefined, undefined, undefined, undefined, Record<never, never>, "mutation">; }, Record<never, never>, Record<never, never>>' is not assignable to type 'Contract<{ quote: Procedure<TObject<{ symbol: TString; }>, undefined, undefined, TObject<{ symbol: TString; bid: TNumber; note: TOptional<TString>; }>, { ...; }, "query">; ... 9 more ...; upload: Procedure<...>; }, { ...; }, { ...; }>'.`,
    ],
  },
  {
    name: 'an option that is none',
    code: "connect<Market>('wss://a.example/rpc', { retries: 5 });",
    says: [
      `1 TS2353: Object literal may only specify known properties, and 'retries' does not exist in type 'ConnectOptions<Contract<{ quote: Procedure<TObject<{ symbol: TString; }>, undefined, undefined, TObject<{ symbol: TString; bid: TNumber; note: TOptional<TString>; }>, { ...; }, "query">; ... 9 more ...; upload: Procedure<...>; }, { ...; }, { ...; }>> & NodeOptions'.`,
    ],
  },
  {
    name: 'credentials in the place of who gives them',
    code: "connect<Market>('wss://a.example/rpc', { auth: 'token' });",
    says: ["1 TS2322: Type 'string' is not assignable to type 'AuthProvider'."],
  },
  {
    name: 'a room without its params',
    code: 'connected.room.prices();',
    says: ['1 TS2554: Expected 1-2 arguments, but got 0.'],
  },
  {
    name: 'a room with wrong params',
    code: 'connected.room.prices({ symbol: 5 });',
    says: ["1 TS2322: Type 'number' is not assignable to type 'string'."],
  },
  {
    name: 'a room with a wrong state',
    code: "connected.room.prices({ symbol: 'ACME' }, { state: { nick: 'Ann' } });",
    says: ["1 TS2353: Object literal may only specify known properties, and 'nick' does not exist in type '{ name: string; }'."],
  },
  {
    name: 'a state where there is no presence',
    code: "connected.room.news(undefined, { state: { name: 'Ann' } });",
    says: ["1 TS2322: Type '{ name: string; }' is not assignable to type 'undefined'."],
  },
  {
    name: 'a wrong use of what a room is refused by',
    code: "connected.room.prices({ symbol: 'ACME' }).on('error', (error) => error.status);",
    says: ["1 TS2339: Property 'status' does not exist on type 'RpcError<string, unknown>'."],
  },
  {
    name: 'an event of a client that there is not',
    code: "connected.on('open', () => {});",
    says: [`1 TS2345: Argument of type '"open"' is not assignable to parameter of type '"status"'.`],
  },
  {
    name: 'a status that there is not',
    code: "if (connected.status === 'open') connected.close();",
    says: [`1 TS2367: This comparison appears to be unintentional because the types 'Status' and '"open"' have no overlap.`],
  },
  {
    name: 'a handler for what the server does not call',
    code: 'connected.implement({ refuse: () => true });',
    says: [
      `1 TS2353: Object literal may only specify known properties, and 'refuse' does not exist in type 'Partial<{ readonly confirm: (this: void, params: { text: string; when: string; }, call: ClientCallGiven & { readonly error: Fail<Record<never, never>, "client">; }) => Awaitable<...>; }>'.`,
    ],
  },
  {
    name: 'a handler with a wrong result',
    code: "connected.implement({ confirm: () => 'yes' });",
    says: [
      `1 TS2322: Type '() => string' is not assignable to type '(this: void, params: { text: string; when: string; }, call: ClientCallGiven & { readonly error: Fail<Record<never, never>, "client">; }) => Awaitable<boolean>'.`,
    ],
  },
];
