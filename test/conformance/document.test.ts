import { describe, expect, it } from 'vitest';
import { readTextFile } from '../support/files.ts';
import { everyRun } from './catalog.ts';

/** The rows of the document's table of sections. */
function documentedSections(): string[] {
  const { text } = readTextFile('docs/conformance.md');
  return [...text.matchAll(/^\| (RFC [^|]+?) *\| *(\d+) \| *(\d+) \|$/gm)].map(([, section, server, client]) =>
    rowOf(section, server, client),
  );
}

function countedSections(): string[] {
  const runs = everyRun();
  const count = (section: string, side: string) => runs.filter((run) => run.given.section === section && run.side === side).length;
  return [...new Set(runs.map(({ given }) => given.section))].map((section) =>
    rowOf(section, count(section, 'server'), count(section, 'client')),
  );
}

function rowOf(section: string | undefined, server: string | number | undefined, client: string | number | undefined): string {
  return `${section}: ${server} on the server, ${client} on the client`;
}

describe('docs/conformance.md', () => {
  it('names every section with its counts', () => {
    expect(documentedSections()).toEqual(countedSections());
  });
});
