import { expectThat } from '../kernel/violation.ts';

/** Sees that the notifications of each session arrive in order, each once. */
export class NewsRules {
  readonly #expected = new Map<string, number>();

  receive(params: unknown): void {
    const { session, number } = readNews(params);
    const expected = this.#expected.get(session) ?? 0;
    expectThat(number === expected, 'notifications arrive in order, each once', () => `${session}: ${number} instead of ${expected}`);
    this.#expected.set(session, expected + 1);
  }
}

function readNews(params: unknown): { readonly session: string; readonly number: number } {
  if (typeof params === 'object' && params !== null && 'session' in params && 'number' in params) {
    const { session, number } = params;
    if (typeof session === 'string' && typeof number === 'number') return { session, number };
  }
  throw new TypeError(`no news of ours: ${JSON.stringify(params)}`);
}
