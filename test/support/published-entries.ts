import { filesBelow } from './files.ts';

/** Lists what users can import of all packages, as they write it: `@trunkline/core/node`. */
export function publishedEntries(): string[] {
  return filesBelow('packages', /^package\.json$/).flatMap(({ text }) => {
    const { name, exports = {} }: { name: string; exports?: Record<string, unknown> } = JSON.parse(text);
    const entries = Object.keys(exports).filter((entry) => !entry.endsWith('.json'));
    return entries.map((entry) => `${name}${entry.slice(1)}`);
  });
}
