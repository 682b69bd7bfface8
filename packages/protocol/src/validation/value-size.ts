import { hasProperties } from './typebox-shape.ts';

/** Counts a value and all values inside of it, but not further than to `most` + 1. */
export function sizeOf(value: unknown, most: number): number {
  const found = [value];
  for (let at = 0; at < found.length && found.length <= most; at += 1) {
    const next = found[at];
    if (Array.isArray(next)) found.push(...next.slice(0, most));
    else if (hasProperties(next)) {
      for (const name in next) {
        found.push(next[name]);
        if (found.length > most) break;
      }
    }
  }
  return found.length;
}
