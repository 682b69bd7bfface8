/** One edit until everybody has it. */
interface Edit {
  /** What its writer's clock stood at behind it. */
  readonly clock: number;
  readonly at: number;
  missing: number;
}

/** Measures how long each edit takes to be in every document. */
export class Spread {
  /** How long those took that are everywhere, in ms. */
  readonly times: number[] = [];
  readonly #receivers: number;
  readonly #edits = new Map<number, Edit[]>();
  /** How many edits of each writer a receiver has, by both. */
  readonly #seen = new Map<string, number>();

  /** So many documents are to have each edit, besides the writer's. */
  constructor(receivers: number) {
    this.#receivers = receivers;
  }

  /** A client wrote something. */
  written(client: number, clock: number, now: number): void {
    const edits = this.#edits.get(client) ?? [];
    this.#edits.set(client, edits);
    edits.push({ clock, at: now, missing: this.#receivers });
  }

  /** A receiver has what a client wrote, up to a clock. */
  received(receiver: number, client: number, clock: number, now: number): void {
    const key = `${receiver} ${client}`;
    const edits = this.#edits.get(client) ?? [];
    let seen = this.#seen.get(key) ?? 0;
    for (let edit = edits[seen]; edit !== undefined && edit.clock <= clock; edit = edits[seen]) {
      seen += 1;
      edit.missing -= 1;
      if (edit.missing === 0) this.times.push(now - edit.at);
    }
    this.#seen.set(key, seen);
  }
}

/** The value below which a share of all lies, from 0 to 1; `NaN` of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
