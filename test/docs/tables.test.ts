import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloseCode, DEFAULT_LIMITS, VIOLATION_CLOSE_CODES } from '@trunkline/core';
import { expect, it } from 'vitest';
import { REPOSITORY } from '../support/repository.ts';
import { tableRows } from './table-rows.ts';

function rowsOf(path: string, firstColumn: string): string[][] {
  return tableRows(readFileSync(join(REPOSITORY, path), 'utf8'), firstColumn);
}

it('docs/close-codes.md lists the close codes of the engine', () => {
  const listed = rowsOf('docs/close-codes.md', 'code').map(([code, name]) => [name, Number(code)]);
  expect(Object.fromEntries(listed)).toEqual(CloseCode);
});

it('docs/close-codes.md lists every violation with its close code', () => {
  const listed = rowsOf('docs/close-codes.md', 'violation').map(([violation, code]) => [violation, Number(code)]);
  expect(Object.fromEntries(listed)).toEqual(VIOLATION_CLOSE_CODES);
});

it('the README of core lists every limit with its default', () => {
  const units: Record<string, number> = { MiB: 1 << 20, KiB: 1 << 10, s: 1000 };
  const relative: Record<string, number> = {
    'as maxMessageBytes': DEFAULT_LIMITS.maxMessageBytes,
    'a quarter of it': DEFAULT_LIMITS.highWaterMark / 4,
  };
  const quantityOf = (text: string): number => {
    const [number = '', unit = ''] = text.replaceAll(',', '').split(' ');
    return relative[text] ?? Number(number) * (units[unit] ?? 1);
  };
  const listed = rowsOf('packages/core/README.md', 'limit').map(([name, value = '']) => [name, quantityOf(value)]);
  expect(Object.fromEntries(listed)).toEqual(DEFAULT_LIMITS);
});
