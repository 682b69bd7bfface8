/** Most bytes that a text takes in memory: two for each UTF-16 unit. */
export function textBytes(text: string): number {
  return 2 * text.length;
}
