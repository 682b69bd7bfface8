import type { TypeCase } from '../type-case.ts';

/** Uses of errors that must not compile. */
export const wrongErrors: readonly TypeCase[] = [
  {
    name: 'a claim about types that is wrong',
    code: 'same<Parameters<typeof client.call.quote>[0], { symbol: number }>();',
    says: ['1 TS2554: Expected 1 arguments, but got 0.'],
  },
  {
    name: 'an error that is not declared',
    code: "if (isError(error, client.call.quote, 'UnknownSymbl')) error;",
    says: [`1 TS2345: Argument of type '"UnknownSymbl"' is not assignable to parameter of type '"UnknownSymbol" | "MarketClosed"'.`],
  },
  {
    name: 'an error of another procedure',
    code: "if (isError(error, client.call.decoded, 'UnknownSymbol')) error;",
    says: [`1 TS2345: Argument of type '"UnknownSymbol"' is not assignable to parameter of type '"Late"'.`],
  },
  {
    name: 'an error of a procedure that declares none',
    code: "if (isError(error, client.call.ping, 'Late')) error;",
    says: [`1 TS2345: Argument of type '"Late"' is not assignable to parameter of type 'never'.`],
  },
  {
    name: 'an error of the system that does not exist',
    code: "if (isError(error, 'OutcomeUnkown')) error;",
    says: [
      `1 TS2345: Argument of type '"OutcomeUnkown"' is not assignable to parameter of type '"Cancelled" | "Closed" | "DeadlineExceeded" | "Forbidden" | "Internal" | "InvalidParams" | "InvalidRequest" | "MethodNotFound" | "NotJoined" | "OutcomeUnknown" | "Parse" | "TooLarge" | "TooMany" | "Unauthenticated" | "Unavailable"'.`,
    ],
  },
  {
    name: 'an error that is looked for in no procedure',
    code: "if (isError(error, client, 'UnknownSymbol')) error;",
    says: [
      `1 TS2345: Argument of type '{ readonly call: Calls<{ quote: Procedure<TObject<{ symbol: TString; }>, undefined, undefined, TObject<{ symbol: TString; bid: TNumber; note: TOptional<TString>; }>, { ...; }, "query">; ... 9 more ...; upload: Procedure<...>; }, "client">; readonly stream: StreamCalls<...>; readonly safe: SafeCalls<...>; readonly ro...' is not assignable to parameter of type 'AnyProcedure | Carries<AnyProcedure>'.`,
    ],
  },
  {
    name: 'data of an error that has none',
    code: "if (isError(error, client.call.quote, 'MarketClosed')) error.data.symbol;",
    says: ["1 TS18048: 'error.data' is possibly 'undefined'."],
  },
  {
    name: "a wrong property of an error's data",
    code: "if (isError(error, market.procedures.quote, 'UnknownSymbol')) error.data.size;",
    says: ["1 TS2339: Property 'size' does not exist on type '{ symbol: string; }'."],
  },
  {
    name: 'a value that is not known to be there',
    code: `const got = await client.safe.quote({ symbol: 'ACME' });
got.value;`,
    says: [
      `2 TS2339: Property 'value' does not exist on type 'Outcome<{ note?: string; symbol: string; bid: number; }, RpcError<"UnknownSymbol", { symbol: string; }> | RpcError<"MarketClosed", undefined> | SystemError>'.`,
    ],
  },
  {
    name: 'an error that a call cannot have',
    code: `const got = await client.safe.quote({ symbol: 'ACME' });
if (!got.ok && got.error.name === 'Late') got.error;`,
    says: [
      `2 TS2367: This comparison appears to be unintentional because the types '"Cancelled" | "Closed" | "DeadlineExceeded" | "Forbidden" | "Internal" | "InvalidParams" | "InvalidRequest" | "MethodNotFound" | "NotJoined" | "OutcomeUnknown" | "Parse" | ... 5 more ... | "MarketClosed"' and '"Late"' have no overlap.`,
    ],
  },
  {
    name: 'data before its error is known',
    code: `const got = await client.safe.quote({ symbol: 'ACME' });
if (!got.ok) got.error.data.symbol;`,
    says: ["2 TS18046: 'got.error.data' is of type 'unknown'."],
  },
];
