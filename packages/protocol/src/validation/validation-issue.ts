import type { StandardIssue } from '../contract/schema.ts';

/** One fault of a value: where, as a JSON Pointer (RFC 6901, `''` is the whole value), and what. */
export interface ValidationIssue {
  readonly path: string;
  /** Never repeats the value. */
  readonly message: string;
}

/** What a check or a transform of a value comes to. */
export type Validated = { readonly ok: true; readonly value: unknown } | Invalid;

/** An answer, or a promise of one: that only from an asynchronous Standard Schema. */
export type MaybeLater = Validated | Promise<Validated>;

/** The value is not what the schema says: one to {@link MAX_ISSUES} reasons. */
export interface Invalid {
  readonly ok: false;
  readonly issues: readonly ValidationIssue[];
}

/** Most issues of one value that are told (protocol §6). */
export const MAX_ISSUES = 10;

/** Most characters of a path and of a message: a path has the peer's property names in it, a message may come from an application. */
const MAX_CHARACTERS = 200;

/** Makes the answer for a value that does not match. Without an issue it still says that much. */
export function invalid(issues: readonly ValidationIssue[]): Invalid {
  const told = issues.slice(0, MAX_ISSUES).map(({ path, message }) => ({ path: shortened(path), message: shortened(message) }));
  return { ok: false, issues: told.length > 0 ? told : [{ path: '', message: 'is not valid' }] };
}

function shortened(text: string): string {
  return text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS - 1)}…`;
}

/** Writes one step of a JSON Pointer. */
export function pointerStep(key: PropertyKey): string {
  return `/${String(key).slice(0, MAX_CHARACTERS).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Makes the answer from what a Standard Schema found in a value. Only the first issues are read: a library may report 100,000. */
export function invalidByStandard(issues: readonly StandardIssue[], value: unknown): Invalid {
  return invalid(
    issues.slice(0, MAX_ISSUES).map((issue) => {
      const keys = (issue.path ?? []).map((step) => (typeof step === 'object' ? step.key : step));
      return { path: keys.map(pointerStep).join(''), message: withoutValue(issue, valueAt(keys, value)) };
    }),
  );
}

function valueAt(keys: readonly PropertyKey[], value: unknown): unknown {
  return keys.reduce((at: unknown, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined), value);
}

/** The names that libraries give to what they received when they do not repeat it: `undefined`, `null`, `Array`. */
const KIND = /^(?:undefined|null|[A-Z]\w*)$/;

/**
 * The message of an issue with the received value taken out of it: it may be a password, or a megabyte.
 *
 * Valibot repeats a value in its messages, and besides tells it as `received`. Others, and what an application writes itself, are searched
 * for the value in quotes.
 */
function withoutValue(issue: StandardIssue, value: unknown): string {
  let { message } = issue;
  if ('received' in issue && typeof issue.received === 'string' && !KIND.test(issue.received)) {
    message = message.replaceAll(issue.received, '…');
  }
  return typeof value === 'string' && value !== '' ? message.replaceAll(JSON.stringify(value), '…').replaceAll(`'${value}'`, '…') : message;
}
