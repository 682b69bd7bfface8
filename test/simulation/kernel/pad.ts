const PADS = new Map<number, string>();

/** A text of so many letters; the same one each time. */
export function pad(length: number): string {
  const known = PADS.get(length);
  if (known !== undefined) return known;
  const text = 'x'.repeat(length);
  PADS.set(length, text);
  return text;
}
