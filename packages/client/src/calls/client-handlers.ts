import { type IncomingCall, systemError } from '@trunkline/protocol/wire';
import { HandlerRun } from './handler-run.ts';

/** A function that the application gave for what its server calls. */
export type ClientHandler = (params: unknown, call: unknown) => unknown;

/** What the server may call on this client, by names. */
export class ClientHandlers {
  readonly #handlers = new Map<string, ClientHandler>();
  readonly #report: (error: unknown) => void;

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  /** Takes handlers, nested as their names are: all or none. @throws {TypeError} for what is no function, and for a name that has a handler. */
  implement(handlers: object): void {
    const named = [...namedHandlers(handlers, '')];
    for (const [name] of named) if (this.#handlers.has(name)) throw new TypeError(`implement: ${name} has a handler already`);
    for (const [name, handler] of named) this.#handlers.set(name, handler);
  }

  /** Runs the handler of a call that came in; in the same turn. */
  run(call: IncomingCall): void {
    const handler = this.#handlers.get(String(call.method));
    if (handler === undefined) call.fail(systemError('MethodNotFound', 'this client does not implement it'));
    else new HandlerRun(call, this.#report).begin(handler);
  }
}

function* namedHandlers(handlers: object, prefix: string): Generator<readonly [string, ClientHandler]> {
  for (const [key, handler] of Object.entries(handlers)) {
    const name = `${prefix}${key}`;
    if (isHandler(handler)) yield [name, handler];
    else if (typeof handler === 'object' && handler !== null) yield* namedHandlers(handler, `${name}.`);
    else throw new TypeError(`implement: ${name} must be a function`);
  }
}

function isHandler(value: unknown): value is ClientHandler {
  return typeof value === 'function';
}
