let longest = '';

/** A text of so many letters. All of them share their memory. */
export function pad(length: number): string {
  if (longest.length < length) longest = 'x'.repeat(2 * length);
  return longest.slice(0, length);
}
