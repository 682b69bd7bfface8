import type { UpgradeHub } from '../upgrades/upgrade-hub.ts';
import { ClosingError, NotDecidedError } from './errors.ts';

/** Time for the decision who connects, in ms: as long as a hello may take (protocol §10). */
const DECISION_TIMEOUT_MS = 10_000;

/**
 * Waits for the application to decide who connects, for so long at most, and not once the app closes: nobody reads from a socket that is
 * not accepted yet, so that one whose client has left would stay.
 */
export function decided<T>(decide: () => T | Promise<T>, hub: UpgradeHub, timeoutMs = DECISION_TIMEOUT_MS): Promise<T> {
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
