import type { Feed } from '../contract/calls.ts';

/** What a caller says about one call. */
export interface ReadCallOptions {
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly input: Feed<unknown> | undefined;
}

/** What is called. `hasInput` is `undefined` for a caller that does not know yet: then an input is taken as it is given. */
export interface CalledProcedure {
  readonly name: string;
  readonly hasInput: boolean | undefined;
}

/**
 * Reads the options of a call, which come from code that no types may have checked.
 *
 * @throws {TypeError} when they are no options, or have an input where the procedure takes none, or none where it does.
 * @throws {RangeError} when `timeoutMs` is not positive and finite.
 */
export function readCallOptions(given: unknown, { name, hasInput }: CalledProcedure): ReadCallOptions {
  const { timeoutMs, signal, input } = membersOf(given, name);
  if (timeoutMs !== undefined && !isTimeout(timeoutMs))
    throw new RangeError(`${name}: timeoutMs must be positive, not ${String(timeoutMs)}`);
  if (signal !== undefined && !isSignal(signal)) throw new TypeError(`${name}: signal must be an AbortSignal`);
  if (input === undefined ? hasInput === true : !isItems(input))
    throw new TypeError(`${name}: takes a stream; give its items as the option input`);
  if (hasInput === false && input !== undefined) throw new TypeError(`${name}: takes no input`);
  return { timeoutMs, signal, input: isItems(input) ? input : undefined };
}

function membersOf(given: unknown, name: string): { readonly timeoutMs?: unknown; readonly signal?: unknown; readonly input?: unknown } {
  if (given === undefined) return {};
  if (typeof given !== 'object' || given === null) throw new TypeError(`${name}: the options of a call are an object, behind the params`);
  return given;
}

function isTimeout(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value < Number.POSITIVE_INFINITY;
}

/** Goes by its members: there are others than the platform's. */
function isSignal(value: unknown): value is AbortSignal {
  return typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value;
}

/** Tells what `for await` takes; a text is none, whose letters nobody means. */
export function isItems(value: unknown): value is Feed<unknown> {
  return typeof value === 'object' && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value);
}
