import { onTestFinished } from 'vitest';

/** Keeps what becomes an uncaught exception or an unhandled rejection during this test, instead of failing it. */
export function collectUncaught(): unknown[] {
  const errors: unknown[] = [];
  const collect = (error: unknown): void => {
    errors.push(error);
  };
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    const listeners = process.rawListeners(event);
    process.removeAllListeners(event);
    process.on(event, collect);
    onTestFinished(() => {
      process.off(event, collect);
      for (const listener of listeners) process.on(event, listener as (error: unknown) => void);
    });
  }
  return errors;
}
