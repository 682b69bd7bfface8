import { isDeepStrictEqual } from 'node:util';
import type { ByteSource } from './byte-source.ts';

/** The head of an HTTP message as it was on the wire: names in lower case, everything else untouched. */
export interface HttpHead {
  readonly startLine: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** Longest head that a subject may write. */
const MAX_HEAD_BYTES = 64 << 10;

/** Reads a head, byte by byte so that nothing behind it is taken. @throws {Error} when TCP ends before. */
export async function readHead(bytes: ByteSource): Promise<HttpHead> {
  let head = '';
  while (!head.endsWith('\r\n\r\n')) {
    if (head.length === MAX_HEAD_BYTES) throw new Error('the HTTP head has no end');
    if (!(await bytes.has(1, 'an HTTP head'))) throw new Error(`TCP ended inside an HTTP head: ${JSON.stringify(head)}`);
    head += bytes.take(1).toString('latin1');
  }
  const [startLine = '', ...lines] = head.slice(0, -4).split('\r\n');
  return { startLine, headers: lines.map(headerOf) };
}

/** The values of a header, one for each line that it stood on. */
export function valuesOf({ headers }: HttpHead, name: string): string[] {
  return headers.filter((header) => header[0] === name).map((header) => header[1]);
}

/** Requires a head to have exactly this first line and these headers, in any order. */
export function requireHead(head: HttpHead, startLine: string, headers: Readonly<Record<string, string>>): void {
  const actual = [head.startLine, ...head.headers.map((header) => header.join(': ')).sort()];
  const expected = [
    startLine,
    ...Object.entries(headers)
      .map((header) => header.join(': '))
      .sort(),
  ];
  if (isDeepStrictEqual(actual, expected)) return;
  throw new Error(`expected ${JSON.stringify(expected)}\n  but got ${JSON.stringify(actual)}`);
}

function headerOf(line: string): readonly [string, string] {
  const colon = line.indexOf(':');
  if (colon < 1) throw new Error(`a header line without a name: ${JSON.stringify(line)}`);
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}
