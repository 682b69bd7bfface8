import type { SystemErrorName } from '../envelope/error-code.ts';
import type { RpcError } from '../envelope/rpc-error.ts';
import type { Procedure } from './procedure.ts';
import type { Got, Side } from './schema.ts';

/** The names of the errors that procedure `P` declares. */
export type ErrorName<P> = P extends Procedure<unknown, unknown, unknown, unknown, infer E, unknown> ? keyof E & string : never;

type ErrorData<E, N extends keyof E, On extends Side> = E[N] extends null ? undefined : Got<E[N], On>;

/** The errors that procedure `P` declares, as its caller on `On` reads them. */
export type ErrorOf<P, On extends Side> =
  P extends Procedure<unknown, unknown, unknown, unknown, infer E, unknown>
    ? { [N in keyof E & string]: RpcError<N, ErrorData<E, N, On>> }[keyof E & string]
    : never;

/** The errors that every call may end with. */
export type SystemError = { [N in SystemErrorName]: RpcError<N, unknown> }[SystemErrorName];
