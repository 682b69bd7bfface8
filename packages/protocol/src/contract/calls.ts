import type { AnyProcedure, Procedure } from './procedure.ts';
import type { Got, Sent, Side } from './schema.ts';

type Void = ReturnType<() => void>;

/** Whether there is nothing to give: `undefined` alone. `any`, which everything is assignable to, is something. */
type IsNothing<T> = 0 extends 1 & T ? false : [T] extends [undefined] ? true : false;

/** `void` where a result is left out, so that nobody need return it. */
export type OrVoid<T> = IsNothing<T> extends true ? Void : T;

/** What is streamed from here: anything that `for await` takes. */
export type Feed<T> = AsyncIterable<T> | Iterable<T>;

/** The options of one call. */
export interface CallOptions {
  /** How long the caller waits, in ms; it reaches the callee as well. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The options of one call with an input stream. */
export interface InputOptions<T> extends CallOptions {
  readonly input: Feed<T>;
}

/**
 * The items of one call, and its response. It starts when consumed; leaving the loop cancels.
 *
 * Not thenable on purpose: returning it from an async function must not swallow it.
 */
export interface Stream<Item, Result = void> extends AsyncIterable<Item, Result, undefined> {
  /** Settles with the response. Without an iterator it reads the items itself and discards them. */
  result(): Promise<Result>;
  cancel(reason?: unknown): void;
}

/** Whether params may be left out: there are none, or none is required. */
export type MayBeLeftOut<Params> = [Params] extends [undefined] ? true : Record<never, never> extends Params ? true : false;

/** The signature of a call: params first, options second, always. */
export type CallSignature<Params, Input, Out> =
  IsNothing<Input> extends true
    ? MayBeLeftOut<Params> extends true
      ? (params?: Params, options?: CallOptions) => Out
      : (params: Params, options?: CallOptions) => Out
    : (params: MayBeLeftOut<Params> extends true ? Params | undefined : Params, options: InputOptions<Input>) => Out;

/** Carries the type of a procedure, so that `isError` takes `client.call.quote`; nothing is there at run time. */
export interface Carries<P> {
  readonly '~procedure'?: P;
}

/** The function that calls procedure `P` from `On`: a `Stream` where the callee streams, else a `Promise`. */
export type Caller<P, On extends Side> =
  P extends Procedure<infer Params, infer Input, infer Item, infer Result, unknown, unknown>
    ? CallSignature<
        Sent<Params, On>,
        Sent<Input, On>,
        [Item] extends [undefined] ? Promise<OrVoid<Got<Result, On>>> : Stream<Got<Item, On>, OrVoid<Got<Result, On>>>
      > &
        Carries<P>
    : never;

/** A procedure whose callee streams. */
export type Streams = Procedure<unknown, unknown, object, unknown, unknown, unknown>;

/** `client.call`: every procedure without `item`. */
export type Calls<P, On extends Side> = {
  readonly [K in keyof P as P[K] extends Streams ? never : K]: P[K] extends AnyProcedure ? Caller<P[K], On> : Calls<P[K], On>;
};

/** `client.stream`: every procedure with `item`. */
export type StreamCalls<P, On extends Side> = {
  readonly [K in keyof P as P[K] extends AnyProcedure ? (P[K] extends Streams ? K : never) : K]: P[K] extends AnyProcedure
    ? Caller<P[K], On>
    : StreamCalls<P[K], On>;
};
