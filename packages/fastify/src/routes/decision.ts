import type { UpgradeHub } from '../upgrades/upgrade-hub.ts';
import { ClosingError, NotDecidedError } from './errors.ts';

/**
 * Waits for the application to decide about an upgrade, for so long at most, and not once the app closes: nobody reads from a socket that is
 * not accepted yet, so that one whose client has left would stay.
 */
export function decided<T>(decide: () => T | Promise<T>, hub: UpgradeHub, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new NotDecidedError()), timeoutMs).unref();
    const forget = hub.onClose(() => reject(new ClosingError()));
    const finish = () => {
      clearTimeout(timer);
      forget();
    };
    // As an async function, so that what it throws at once rejects.
    const decision = (async () => await decide())();
    decision.then(resolve, reject).finally(finish);
  });
}
