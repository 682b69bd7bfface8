import type { TextFile } from '../support/files.ts';

/** A fenced TypeScript example of a document. */
export interface Example {
  readonly path: string;
  /** The line of its first line of code, from 1. */
  readonly line: number;
  readonly code: string;
  /** False for a fence marked `no-run`: it is type-checked only. */
  readonly isRun: boolean;
}

const FENCE = /^```(.*)$/;

/**
 * Lists the examples of a document that are fenced as `ts` or `ts no-run`.
 *
 * @throws {Error} on another spelling (`typescript`, `js`, a mark that does not exist), which would escape the check.
 */
export function examplesIn({ path, text }: TextFile): Example[] {
  const examples: Example[] = [];
  let open: { readonly mark: string; readonly line: number; readonly code: string[] } | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const fence = FENCE.exec(line);
    if (fence === null) {
      open?.code.push(line);
    } else if (open === undefined) {
      open = { mark: (fence[1] ?? '').trim(), line: index + 2, code: [] };
    } else {
      if (isExample(open.mark, `${path}:${open.line}`)) {
        examples.push({ path, line: open.line, code: `${open.code.join('\n')}\n`, isRun: open.mark === 'ts' });
      }
      open = undefined;
    }
  }
  if (open !== undefined) throw new Error(`${path}:${open.line}: the fence is never closed`);
  return examples;
}

function isExample(mark: string, place: string): boolean {
  if (mark === 'ts' || mark === 'ts no-run') return true;
  if (/^(ts|tsx|typescript|js|jsx|mjs|javascript)\b/.test(mark)) throw new Error(`${place}: write "ts" or "ts no-run", not "${mark}"`);
  return false;
}
