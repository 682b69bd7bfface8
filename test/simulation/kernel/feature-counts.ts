/** How often each thing happened, by its name. */
export class FeatureCounts {
  readonly #counts = new Map<string, number>();

  add(feature: string, times = 1): void {
    this.#counts.set(feature, (this.#counts.get(feature) ?? 0) + times);
  }

  addAll(counts: Readonly<Record<string, number>>): void {
    for (const [feature, times] of Object.entries(counts)) this.add(feature, times);
  }

  /** As a plain object, by name. */
  toRecord(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([one], [other]) => (one < other ? -1 : 1)));
  }
}
