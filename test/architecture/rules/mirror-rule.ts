import ts from 'typescript';
import type { TextFile } from '../../support/files.ts';

/**
 * Finds sources without a test of their name: `packages/x/src/a/b.ts` has `packages/x/test/a/b.test.ts`.
 *
 * A file without a function or class (only types, constants, re-exports) has nothing to test.
 */
export function untestedSources(sources: readonly TextFile[], paths: ReadonlySet<string>): string[] {
  return sources
    .filter((source) => hasCode(source))
    .map(({ path }) => ({ path, test: path.replace('/src/', '/test/').replace(/\.tsx?$/, '.test.ts') }))
    .filter(({ test }) => !paths.has(test))
    .map(({ path, test }) => `${path} has no test ${test}`);
}

function hasCode({ path, text }: TextFile): boolean {
  const isCode = (node: ts.Node): boolean =>
    ts.isClassLike(node) ||
    (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) ||
    (ts.forEachChild(node, isCode) ?? false);
  return isCode(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
}
