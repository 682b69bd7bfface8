import { DECLARED_ERROR_CODE, ERROR_CODES, isSystemErrorName, type SystemErrorName, systemErrorOf } from './error-code.ts';

/** An error as it stands on the wire: JSON-RPC's error object. */
export interface WireError {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/**
 * An error that crosses the wire by value: one that the contract declares, or one of the system's.
 *
 * The only kind of error that a peer is told; anything else that a handler throws becomes `Internal`.
 */
export class RpcError<Name extends string = string, Data = unknown> extends Error {
  declare readonly name: Name;
  /** The declared data of the error, or what a system error tells besides (docs/errors.md). */
  readonly data: Data;
  /** JSON-RPC's code: 1 for every error of a contract, 0 for one that never was on a wire. */
  readonly code: number;

  constructor(name: Name, code: number, message: string, data: Data, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.data = data;
    // As the built-in errors have it: no own enumerable property, so that logs and comparisons show what differs.
    Object.defineProperty(this, 'name', { value: name, configurable: true, writable: true });
  }
}

/** Makes an error of the system. The message defaults to the name; `data` is told to the peer. */
export function systemError<Name extends SystemErrorName>(
  name: Name,
  message: string = name,
  data?: unknown,
  options?: ErrorOptions,
): RpcError<Name> {
  return new RpcError(name, ERROR_CODES[name], message, data, options);
}

/** Makes an error that a contract declares. */
export function declaredError<Name extends string, Data>(name: Name, data: Data): RpcError<Name, Data> {
  return new RpcError(name, DECLARED_ERROR_CODE, name, data);
}

/**
 * Whether a call ran is not known: it had been sent, and its session was lost, or its caller gave up, before an answer came.
 * The `cause` says which.
 */
export class OutcomeUnknownError extends RpcError<'OutcomeUnknown', undefined> {
  constructor(message: string, options?: ErrorOptions) {
    super('OutcomeUnknown', ERROR_CODES.OutcomeUnknown, message, undefined, options);
  }
}

/** The form of an error on the wire. A declared one carries its name twice: for people in `message`, for programs in `data.name`. */
export function toWireError(error: RpcError): WireError {
  const { code, name, message, data } = error;
  if (code === DECLARED_ERROR_CODE) return { code, message: name, data: data === undefined ? { name } : { name, data } };
  return data === undefined ? { code, message } : { code, message, data };
}

/**
 * Reads an error from the wire. A declared one gets its name and data back; a code of the system its name; anything else, from
 * a peer that is not ours for example, becomes an `Internal` with its code: no peer can make an error look like one of another kind.
 */
export function fromWireError({ code, message, data }: WireError): RpcError {
  if (code === DECLARED_ERROR_CODE && typeof data === 'object' && data !== null && 'name' in data && typeof data.name === 'string') {
    if (!isSystemErrorName(data.name)) return new RpcError(data.name, code, message, 'data' in data ? data.data : undefined);
  }
  return new RpcError(systemErrorOf(code) ?? 'Internal', code, message, data);
}
