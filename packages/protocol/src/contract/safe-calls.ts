import type { CallSignature, OrVoid, Streams } from './calls.ts';
import type { ErrorOf, SystemError } from './declared-errors.ts';
import type { AnyProcedure, Procedure } from './procedure.ts';
import type { Got, Sent, Side } from './schema.ts';

/** How a call ended, for those who would rather look than catch. */
export type Outcome<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** The function that calls procedure `P` from `On` and never rejects. */
export type SafeCaller<P, On extends Side> =
  P extends Procedure<infer Params, infer Input, unknown, infer Result, unknown, unknown>
    ? CallSignature<Sent<Params, On>, Sent<Input, On>, Promise<Outcome<OrVoid<Got<Result, On>>, ErrorOf<P, On> | SystemError>>>
    : never;

/** `client.safe`: every procedure without `item`. */
export type SafeCalls<P, On extends Side> = {
  readonly [K in keyof P as P[K] extends Streams ? never : K]: P[K] extends AnyProcedure ? SafeCaller<P[K], On> : SafeCalls<P[K], On>;
};
