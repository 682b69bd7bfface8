import type { Faults } from './schema-rules.ts';

/**
 * Tells a plain object, whose own names are all there is to it. By its prototype it tells `{ __proto__: … }` too, which hides what stands there.
 */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || '~trunkline' in value) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Whether a number is one to count with: whole, and at least 1. */
function isPositiveWhole(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

/** Names what is no option: a misspelt one would otherwise be ignored in silence. Keys with `~` are this package's own. */
export function* unknownOptionFaults(path: string, definition: object, options: readonly string[]): Faults {
  for (const key of Object.keys(definition)) {
    if (!key.startsWith('~') && !options.includes(key)) yield `${path}.${key}: there is no such option; there are ${options.join(', ')}`;
  }
}

/** An option that must be one of a few words. */
export function* choiceFaults(path: string, value: unknown, choices: readonly string[]): Faults {
  if (!choices.some((choice) => choice === value)) yield `${path}: must be one of ${choices.join(', ')}; it is ${String(value)}`;
}

/** An option that must be a positive whole number where it is given. */
export function* countFaults(path: string, value: unknown): Faults {
  if (value !== undefined && !isPositiveWhole(value)) yield `${path}: must be a positive whole number; it is ${String(value)}`;
}

/** An option that must be true or false. */
export function* booleanFaults(path: string, value: unknown): Faults {
  if (typeof value !== 'boolean') yield `${path}: must be true or false; it is ${String(value)}`;
}
