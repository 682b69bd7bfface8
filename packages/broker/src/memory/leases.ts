/** Until when each server process is taken to live. */
export class Leases {
  readonly #until = new Map<string, number>();
  readonly #leaseMs: number;

  constructor(leaseMs: number) {
    this.#leaseMs = leaseMs;
  }

  renew(incarnation: string, now: number): void {
    this.#until.set(incarnation, now + this.#leaseMs);
  }

  /** Forgets the leases that ran out. @returns whose they were. */
  takeExpired(now: number): ReadonlySet<string> {
    const expired = [...this.#until].filter(([, until]) => until <= now).map(([incarnation]) => incarnation);
    for (const incarnation of expired) this.#until.delete(incarnation);
    return new Set(expired);
  }
}
