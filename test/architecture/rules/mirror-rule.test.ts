import { describe, expect, it } from 'vitest';
import { untestedSources } from './mirror-rule.ts';

const PATH = 'packages/core/src/bytes/mask.ts';

describe('untestedSources', () => {
  it.each(['export function f() {}', 'export const f = () => 1;', 'export class C {}', 'export const o = { f() {} };'])(
    'wants a test for: %s',
    (text) => {
      expect(untestedSources([{ path: PATH, text }], new Set())).toHaveLength(1);
      expect(untestedSources([{ path: PATH, text }], new Set(['packages/core/test/mask.test.ts']))).toHaveLength(1);
      expect(untestedSources([{ path: PATH, text }], new Set(['packages/core/test/bytes/mask.test.ts']))).toEqual([]);
    },
  );

  it.each([
    'export interface I { f(): void }',
    'export type F = () => void;',
    'export const MAX = 125;',
    "export { mask } from './mask.ts';",
    'export declare function f(): void;',
  ])('wants none for: %s', (text) => {
    expect(untestedSources([{ path: PATH, text }], new Set())).toEqual([]);
  });
});
