import type { CallOutcome, ClientConnection } from '@trunkline/protocol/wire';
import type { FeatureCounts } from '../kernel/feature-counts.ts';
import { expectThat } from '../kernel/violation.ts';

/** Control requests of one client: each is answered once, over its own connection, or ends with that. */
export class Probes {
  readonly #features: FeatureCounts;
  readonly #open = new Set<number>();
  #asked = 0;

  constructor(features: FeatureCounts) {
    this.#features = features;
  }

  /** Those that wait for their answers. */
  get size(): number {
    return this.#open.size;
  }

  ask(connection: ClientConnection): void {
    const number = this.#asked;
    this.#asked += 1;
    this.#open.add(number);
    connection.request('$/probe', { number }, (outcome) => {
      expectThat(this.#open.delete(number), 'a control request is answered once', () => `${number}`);
      expectThat(isTrue(number, outcome), 'a control request gets its own answer', () => `${number}: ${JSON.stringify(outcome)}`);
      this.#features.add(outcome.ok ? 'control request answered' : 'control request lost');
    });
  }
}

function isTrue(number: number, outcome: CallOutcome): boolean {
  if (!outcome.ok) return outcome.error.name === 'Closed';
  const { value } = outcome;
  return typeof value === 'object' && value !== null && 'number' in value && value.number === number;
}
