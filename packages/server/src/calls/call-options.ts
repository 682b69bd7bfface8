import type { Feed } from '@trunkline/protocol';
import { isItems } from './handler-items.ts';

/** What a caller says about one call. */
export interface ReadCallOptions {
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly input: Feed<unknown> | undefined;
}

/**
 * Reads the options of a call, which come from code that no types may have checked.
 *
 * @throws {TypeError} when they are no options, or have an input where the procedure takes none, or none where it does.
 * @throws {RangeError} when `timeoutMs` is not positive and finite.
 */
export function readCallOptions(
  given: unknown,
  { name, hasInput }: { readonly name: string; readonly hasInput: boolean },
): ReadCallOptions {
  const { timeoutMs, signal, input } = membersOf(given, name);
  if (timeoutMs !== undefined && !isTimeout(timeoutMs))
    throw new RangeError(`${name}: timeoutMs must be positive, not ${String(timeoutMs)}`);
  if (signal !== undefined && !isSignal(signal)) throw new TypeError(`${name}: signal must be an AbortSignal`);
  if (hasInput && !isItems(input)) throw new TypeError(`${name}: takes a stream; give its items as the option input`);
  if (!hasInput && input !== undefined) throw new TypeError(`${name}: takes no input`);
  return { timeoutMs, signal, input: isItems(input) ? input : undefined };
}

function membersOf(given: unknown, name: string): { readonly timeoutMs?: unknown; readonly signal?: unknown; readonly input?: unknown } {
  if (given === undefined) return {};
  if (typeof given !== 'object' || given === null) throw new TypeError(`${name}: the options of a call are an object`);
  return given;
}

function isTimeout(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value < Number.POSITIVE_INFINITY;
}

/** Goes by its members: there are others than the platform's. */
function isSignal(value: unknown): value is AbortSignal {
  return typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value;
}
