/** One line of an HTTP head. */
export type Header = readonly [name: string, value: string];

/**
 * Collects the values of one header, one per line it stood on, without the white space around them.
 *
 * `rawHeaders` alternates name and value, as Node's does: its joined form cannot tell a repeated header from a list.
 */
export function headerValues(rawHeaders: readonly string[], name: string): string[] {
  const wanted = name.toLowerCase();
  const values: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const value = rawHeaders[index + 1];
    if (value !== undefined && rawHeaders[index]?.toLowerCase() === wanted) values.push(trimOws(value));
  }
  return values;
}

/** Splits a comma-separated header into its elements; empty ones do not count (RFC 7230 §7). */
export function listElements(values: readonly string[]): string[] {
  return values
    .flatMap((value) => value.split(','))
    .map(trimOws)
    .filter((element) => element !== '');
}

/**
 * Cuts spaces and tabs off both ends (OWS, RFC 7230 §3.2.3), and nothing else.
 *
 * `String.trim` would also cut a no-break space, which is a byte of the value; a regular expression
 * with `+$` takes quadratic time on a value full of inner spaces.
 */
export function trimOws(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isOws(text.charCodeAt(start))) start += 1;
  while (end > start && isOws(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isOws(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
