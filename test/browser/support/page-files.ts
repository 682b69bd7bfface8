import { join } from 'node:path';
import { bundleForBrowsers } from '../../support/bundle.ts';

const FOLDER = join(import.meta.dirname, '../page');

/** What a strict page lets in: scripts of its own, and connections to its own server. */
export const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self' ws:";

/** The page: its first script listens for problems, the second one is a client that tests command. */
const documentWith = (program: string) => `<!doctype html>
<html lang="en">
<title>Trunkline in a browser</title>
<script src="/problems.js"></script>
<script type="module" src="${program}"></script>
`;

/** The pages, by their paths: with a client that knows its contract by its type alone, and with one that has it. */
export const DOCUMENTS: ReadonlyMap<string, string> = new Map([
  ['/', documentWith('/by-type.js')],
  ['/by-value', documentWith('/by-value.js')],
]);

const scriptOf = async (file: string) => Buffer.from((await bundleForBrowsers(`import './${file}';`, { folder: FOLDER })).code);

/** The scripts, by their paths: bundled once in each process. */
export const SCRIPTS: ReadonlyMap<string, Buffer> = new Map([
  ['/problems.js', await scriptOf('problems.ts')],
  ['/by-type.js', await scriptOf('by-type.ts')],
  ['/by-value.js', await scriptOf('by-value.ts')],
]);
