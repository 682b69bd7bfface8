/** What a process of a bench answers: numbers by name. */
export type Figures = Readonly<Record<string, number>>;

/** Tells whether something from another process is {@link Figures}. */
export function isFigures(value: unknown): value is Figures {
  return typeof value === 'object' && value !== null && Object.values(value).every((figure) => typeof figure === 'number');
}

/** One figure. @throws when it is missing. */
export function figure(figures: Figures, name: string): number {
  const value = figures[name];
  if (value === undefined) throw new Error(`the figure ${name} is missing`);
  return value;
}
