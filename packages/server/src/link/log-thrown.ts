import type { Log } from './log.ts';

/** What was thrown, and what is said with it. */
export interface ThrownFields {
  readonly err: unknown;
  readonly [field: string]: unknown;
}

/**
 * Says what an application's function threw.
 *
 * A logger reads all of it, and what it reads may throw: a getter, a proxy. That is said without it then, since no failure of one call may
 * end the process.
 */
export function logThrown(log: Log, level: 'debug' | 'warn' | 'error', fields: ThrownFields, message: string): void {
  try {
    log[level](fields, message);
  } catch {
    const { err: _unreadable, ...readable } = fields;
    log[level](readable, `${message}, with something that cannot be read`);
  }
}
