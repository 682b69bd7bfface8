import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../support/repository.ts';
import { type Outcome, runProgram } from '../support/run-program.ts';
import type { Example } from './examples.ts';

/** Inside of `test`, so that examples find the built packages; not inside of `node_modules`, where Node runs no TypeScript. */
const FOLDER = join(REPOSITORY, 'test/.cache/docs');

/** Writes every example into a file of its own, in place of those of an earlier run. */
export function writeExamples(examples: readonly Example[]): void {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  // The empty export makes a module of an example without imports; at its end it moves no line.
  for (const example of examples) {
    mkdirSync(join(FOLDER, folderOf(example)), { recursive: true });
    writeFileSync(join(FOLDER, fileNameOf(example)), `${example.code}export {};\n`);
  }
}

/** Type-checks all written examples at once against the built packages; answers what the compiler says about each. */
export function checkExamples(examples: readonly Example[]): Map<Example, string[]> {
  const compiler = join(REPOSITORY, 'node_modules/typescript-7/bin/tsc');
  const { status, output } = runNode([compiler, '--project', 'test/docs/examples.tsconfig.json', '--pretty', 'false']);
  const complaints = output.split('\n').filter((line) => line.includes('error TS'));
  const found = new Map(examples.map((example) => [example, complaints.filter((line) => line.includes(`/${fileNameOf(example)}(`))]));
  const isExplained = [...found.values()].some((lines) => lines.length > 0);
  if (status !== 0 && !isExplained) throw new Error(`the compiler failed: ${output}`);
  return found;
}

/** Runs a written example under the workspace's Node, which must end by itself before a deadline. */
export function runExample(example: Example): Outcome {
  return runNode([join(FOLDER, fileNameOf(example))]);
}

/** The examples of one document stand side by side, so that they can import each other. */
function folderOf({ path }: Example): string {
  return path.replaceAll(/\W+/g, '-');
}

/** An example that others import says its name in its first line: `// contract.ts`. */
function fileNameOf(example: Example): string {
  const [, name = `line-${example.line}.ts`] = /^\/\/ ([a-z-]+\.ts)\n/.exec(example.code) ?? [];
  return join(folderOf(example), name);
}

function runNode(args: readonly string[]): Outcome {
  return runProgram(process.execPath, args, { cwd: REPOSITORY });
}
