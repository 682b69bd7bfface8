import {
  DEFAULT_DETACHED_LIMITS,
  DEFAULT_HEARTBEAT,
  DEFAULT_SESSION_LIMITS,
  DEFAULT_WAITING_LIMITS,
  DELIVERY_CODES,
  decodePlain,
  ERROR_CODES,
  MAX_DEPTH,
  ProcedureFlag,
  ProtocolCloseCode,
} from '@trunkline/protocol/wire';
import { expect, it } from 'vitest';
import { readTextFile } from '../support/files.ts';
import { tableRows } from './table-rows.ts';

const { text } = readTextFile('docs/protocol.md');

/** The rows of a table behind a heading of the document. */
function rowsBehind(heading: string, firstColumn: string): string[][] {
  const from = text.indexOf(`\n${heading}\n`);
  if (from === -1) throw new Error(`there is no heading ${heading}`);
  return tableRows(text.slice(from), firstColumn);
}

/** A number as the document writes it, with a minus of its own. */
function numberOf(cell = ''): number {
  return Number(cell.replace('−', '-').replaceAll(',', ''));
}

const UNITS: Readonly<Record<string, number>> = { MiB: 1 << 20, KiB: 1 << 10, s: 1_000 };

function quantityOf(cell = ''): number {
  const [amount, unit = ''] = cell.split(' ');
  return numberOf(amount) * (UNITS[unit] ?? 1);
}

/** The limits of an object and of those within it, by their paths. */
function pathsOf(limits: object, path = ''): [string, unknown][] {
  return Object.entries(limits).flatMap(([name, limit]): [string, unknown][] =>
    typeof limit === 'object' ? pathsOf(limit, `${path}${name}.`) : [[path + name, limit]],
  );
}

it('docs/protocol.md lists every error with its code', () => {
  const listed = rowsBehind('### 6.2 Errors', 'code').map(([code, name]) => [name, numberOf(code)]);
  expect(Object.fromEntries(listed)).toEqual(ERROR_CODES);
});

it('docs/protocol.md lists every close code of the protocol', () => {
  const listed = rowsBehind('## 7. Close codes', 'code').map(([code, name]) => [name, numberOf(code)]);
  expect(Object.fromEntries(listed)).toEqual(ProtocolCloseCode);
});

it('docs/protocol.md lists every limit of a session with its default', () => {
  const limits = {
    ...DEFAULT_SESSION_LIMITS,
    waiting: DEFAULT_WAITING_LIMITS,
    detached: DEFAULT_DETACHED_LIMITS,
    heartbeat: DEFAULT_HEARTBEAT,
  };
  const listed = rowsBehind('## 10. Limits', 'limit').map(([name, value]) => [name, quantityOf(value)]);
  expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(pathsOf(limits)));
});

it('docs/protocol.md tells how deep content may nest, and how long a batch may be', () => {
  const fixed = new Map(rowsBehind('Fixed:', 'what').map(([what, value]) => [what, value]));
  const longest = numberOf(fixed.get('members of a batch'));
  const batchOf = (length: number) => decodePlain(JSON.stringify(Array.from({ length }, () => ({ jsonrpc: '2.0', id: 1, method: 'add' }))));
  expect([batchOf(longest).members.length, batchOf(longest + 1).members.length]).toEqual([longest, 1]);
  expect(fixed.get('nesting of content')).toBe(`${MAX_DEPTH} levels`);
});

it('docs/protocol.md lists the flags of procedures in a manifest', () => {
  const listed = rowsBehind('### 4.2 Manifest', 'flag').map(([flag, name]) => [name, numberOf(flag)]);
  expect(Object.fromEntries(listed)).toEqual(ProcedureFlag);
});

it('docs/protocol.md lists the deliveries of events, by their codes in a manifest and with what they promise', () => {
  expect(rowsBehind('### 4.2 Manifest', 'delivery').map(([code, name]) => [numberOf(code), name])).toEqual([...DELIVERY_CODES.entries()]);
  expect(rowsBehind('### 5.3 Deliveries', 'delivery').map(([name]) => name)).toEqual(DELIVERY_CODES);
});
