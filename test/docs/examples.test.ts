import { describe, expect, it } from 'vitest';
import { examplesIn } from './examples.ts';

const document = (...lines: string[]) => ({ path: 'README.md', text: lines.join('\n') });

describe('examplesIn', () => {
  it('finds examples to run and examples to check only, and passes over other fences', () => {
    const text = document('# Title', '```ts', 'one();', 'two();', '```', '```sh', 'npm test', '```', '```ts no-run', 'three();', '```');
    expect(examplesIn(text)).toEqual([
      { path: 'README.md', line: 3, code: 'one();\ntwo();\n', isRun: true },
      { path: 'README.md', line: 10, code: 'three();\n', isRun: false },
    ]);
  });

  it.each(['typescript', 'js', 'ts norun', 'ts no-run later'])('rejects the spelling "%s"', (mark) => {
    expect(() => examplesIn(document(`\`\`\`${mark}`, 'one();', '```'))).toThrow(`not "${mark}"`);
  });

  it('rejects a fence that is never closed', () => {
    expect(() => examplesIn(document('```ts', 'one();'))).toThrow('README.md:2');
  });
});
