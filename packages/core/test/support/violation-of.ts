import { ProtocolError } from '../../src/vocabulary/errors.ts';

/** Runs code that a peer's bytes may make fail, and answers which rule they broke. Any other error passes through. */
export function violationOf(run: () => void): string | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof ProtocolError) return error.violation;
    throw error;
  }
  return undefined;
}
