import { EnvelopeError, type EnvelopeProblem } from '../../src/envelope/envelope-error.ts';

/** How the peer broke the protocol, if that is what an act finds; whatever else it throws goes on. */
export function problemOf(act: () => unknown): EnvelopeProblem | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof EnvelopeError) return error.problem;
    throw error;
  }
  return undefined;
}
