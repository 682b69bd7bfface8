import type { RpcError } from '../envelope/rpc-error.ts';
import type { OrVoid } from './calls.ts';
import type { AnyProcedure, Procedure } from './procedure.ts';
import type { Got, Sent, Side } from './schema.ts';

type Fail<E, On extends Side> = <N extends keyof E & string>(
  name: N,
  ...data: NoInfer<E[N] extends null ? [] : [data: Sent<E[N], On>]>
) => RpcError<N>;

/**
 * What a handler of procedure `P` on `On` gets beside the params: what the server or client gives every handler (`Given`),
 * `error`, which makes a declared error, and the caller's `input`.
 */
export type Call<P, On extends Side, Given> =
  P extends Procedure<unknown, infer Input, unknown, unknown, infer E, unknown>
    ? Given & { readonly error: Fail<E, On> } & ([Input] extends [undefined] ? unknown : { readonly input: AsyncIterable<Got<Input, On>> })
    : never;

type Awaitable<T> = T | Promise<T>;

/** The handler of procedure `P` on `On`. With `item` it is an async generator, or returns an async iterable. */
export type HandlerOn<P, On extends Side, Given> =
  P extends Procedure<infer Params, unknown, infer Item, infer Result, unknown, unknown>
    ? (
        this: void,
        params: Got<Params, On>,
        call: Call<P, On, Given>,
      ) => [Item] extends [undefined]
        ? Awaitable<OrVoid<Sent<Result, On>>>
        : Awaitable<AsyncIterable<Sent<Item, On>, OrVoid<Sent<Result, On>>>>
    : never;

/**
 * The handlers of a procedure, or of all procedures of a namespace.
 *
 * A parameter of this type must be wrapped as a whole, `NoInfer<HandlersOn<…>>`, or TypeScript infers into every schema.
 */
export type HandlersOn<P, On extends Side, Given> = P extends AnyProcedure
  ? HandlerOn<P, On, Given>
  : { readonly [K in keyof P]: HandlersOn<P[K], On, Given> };
