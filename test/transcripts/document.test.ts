import { describe, expect, it } from 'vitest';
import { readTextFile } from '../support/files.ts';
import { EXCHANGES, exchangeText } from './exchange-files.ts';
import { readTranscript } from './transcript.ts';

const { text } = readTextFile('docs/protocol.md');

/** Every exchange of the document: its heading, the two names in its link, its block. */
const blocks = [
  ...text.matchAll(
    /^#### (?<title>.*)\n\n\[(?<link>.*)\.jsonl\]\(\.\.\/test\/transcripts\/exchanges\/(?<file>.*)\.jsonl\)\n\n```jsonl\n(?<block>[^`]*)```$/gm,
  ),
].map(({ groups }) => ({ title: '', link: '', file: '', block: '', ...groups }));

describe('the exchanges of docs/protocol.md', () => {
  it('are all that there are, once each', () => {
    expect(blocks.map(({ file }) => file).sort()).toEqual([...EXCHANGES.keys()]);
    expect(blocks).toHaveLength([...text.matchAll(/^```jsonl$/gm)].length);
  });

  it.each(blocks)('are those of the files: $file', ({ title, link, file, block }) => {
    expect({ title, link, block }).toEqual({ title: readTranscript(file, exchangeText).title, link: file, block: exchangeText(file) });
  });

  it('come after those that they continue', () => {
    const order = blocks.map(({ file }) => file);
    const early = order.filter((file, index) => {
      const { after } = JSON.parse(exchangeText(file).split('\n')[0] ?? '');
      return after !== undefined && order.indexOf(after) >= index;
    });
    expect(early).toEqual([]);
  });
});
