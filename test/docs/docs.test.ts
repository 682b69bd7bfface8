import { describe, expect, it } from 'vitest';
import { filesBelow, readTextFile } from '../support/files.ts';
import { examplesIn } from './examples.ts';
import { checkExamples, runExample, writeExamples } from './run-example.ts';

const documents = [
  readTextFile('README.md'),
  ...filesBelow('packages', /^README\.md$/),
  ...filesBelow('apps', /^README\.md$/),
  ...filesBelow('docs', /\.md$/),
];
const examples = documents.flatMap(examplesIn);
writeExamples(examples);
const complaints = checkExamples(examples);

describe('the examples of the documents', () => {
  it('are there', () => {
    expect(examples.length).toBeGreaterThan(0);
  });

  it.each(examples)('type-check: $path:$line', (example) => {
    expect(complaints.get(example)).toEqual([]);
  });

  it.each(examples.filter(({ isRun }) => isRun))('run to their end: $path:$line', (example) => {
    const { status, output } = runExample(example);
    expect(status, output).toBe(0);
  });
});
