import { isSystemErrorName } from '../envelope/error-code.ts';
import { isReservedEvent } from './event.ts';

const RESERVED = 'the name is reserved';
const EMPTY = 'the name is empty';

/** Names of `Object.prototype` are found in every object: a look-up by such a name would find what nobody declared. */
function isInEveryObject(name: string): boolean {
  return name in Object.prototype;
}

/**
 * What is wrong with the name of a procedure, namespace or topic, if anything.
 *
 * `then` would make the client's `call` a promise; `$` begins the protocol's own; `.` joins nested names, so that no two can be the same;
 * `/` parts what is the protocol's own (`$/join`).
 */
export function nameFault(name: string): string | undefined {
  if (name === '') return EMPTY;
  if (name === 'then' || name.startsWith('$') || isInEveryObject(name)) return RESERVED;
  return name.includes('.') || name.includes('/') ? "a name may not hold '.' or '/'" : undefined;
}

/** What is wrong with the name of an event, if anything. */
export function eventNameFault(name: string): string | undefined {
  if (name === '') return EMPTY;
  return isReservedEvent(name) || isInEveryObject(name) ? RESERVED : undefined;
}

/** What is wrong with the name of a declared error, if anything: it must tell it from the system's. */
export function errorNameFault(name: string): string | undefined {
  if (name === '') return EMPTY;
  return isSystemErrorName(name) || isInEveryObject(name) ? RESERVED : undefined;
}
