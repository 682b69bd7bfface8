import { ERROR_CODES } from '../envelope/error-code.ts';
import type { WireError } from '../envelope/rpc-error.ts';

/** As often in a row a join may fail for the server's own fault (−32603) before it is given up, as the server itself does with snapshots (§5). */
const MAX_FAULTS = 3;

/**
 * Tells whether a refused join is to be tried again, later; `faults` are the internal errors in a row, this one too.
 *
 * Too much to do (−32005) and unavailable (−32006) pass. An internal error may: a snapshot that failed once is no reason to lose the
 * room. Everything else would be refused again: who we are, what we may, what we ask for.
 */
export function isPassing({ code }: WireError, faults: number): boolean {
  if (code === ERROR_CODES.Internal) return faults < MAX_FAULTS;
  return code === ERROR_CODES.TooMany || code === ERROR_CODES.Unavailable;
}
