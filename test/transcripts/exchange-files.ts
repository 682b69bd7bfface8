import { filesBelow } from '../support/files.ts';

/** The texts of all exchanges by their names, which are those of their files without the ending. */
export const EXCHANGES: ReadonlyMap<string, string> = new Map(
  filesBelow('test/transcripts/exchanges', /\.jsonl$/)
    .map(({ path, text }): [string, string] => [path.replace(/^.*\/|\.jsonl$/g, ''), text])
    .sort(([one], [other]) => (one < other ? -1 : 1)),
);

/** The text of one exchange. @throws {Error} when there is none of that name. */
export function exchangeText(name: string): string {
  const text = EXCHANGES.get(name);
  if (text === undefined) throw new Error(`there is no exchange ${name}`);
  return text;
}
