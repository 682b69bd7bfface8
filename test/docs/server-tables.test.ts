import trunkline, { DEFAULT_HUB_LIMITS } from '@trunkline/fastify';
import { ERROR_CODES } from '@trunkline/protocol/wire';
import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { filesBelow, readTextFile } from '../support/files.ts';
import { tableRows } from './table-rows.ts';

/** A quantity as the documents write it: `1 MiB`, `32 items`, `30 s`, in bytes, pieces and ms. */
function quantityOf(cell: string): number {
  const [amount = '', unit = ''] = cell.split(' ');
  const units: Readonly<Record<string, number>> = { MiB: 1 << 20, KiB: 1 << 10, s: 1_000 };
  return Number(amount.replaceAll(',', '')) * (units[unit] ?? 1);
}

/** A limit's default; a rate is `50,000/s, 50,000 burst`. */
function limitOf(cell = ''): unknown {
  const [, perSecond, burst] = /^([\d,]+)\/s, ([\d,]+) burst$/.exec(cell) ?? [];
  if (perSecond === undefined || burst === undefined) return quantityOf(cell);
  return { perSecond: quantityOf(perSecond), burst: quantityOf(burst) };
}

it('docs/limits.md lists every limit with its default', () => {
  const listed = tableRows(readTextFile('docs/limits.md').text, 'limit').map(([name, value]) => [name, limitOf(value)]);
  expect(Object.fromEntries(listed)).toEqual(DEFAULT_HUB_LIMITS);
});

it('docs/errors.md lists every error of the system with its code', () => {
  const listed = tableRows(readTextFile('docs/errors.md').text, 'name').map(([name, code = '']) => [name, Number(code.replace('−', '-'))]);
  expect(Object.fromEntries(listed)).toEqual(ERROR_CODES);
});

/** Every error of the plugin with its status, as the sources make them. */
function pluginErrors(): Map<string, number> {
  const sources = filesBelow('packages/fastify/src', /errors\.ts$/).map(({ text }) => text);
  const found = sources.flatMap((text) => [...text.matchAll(/createError[^;]*?'(RPC_ERR_\w+)'[^;]*?(\d{3})[,\s)][^;]*;/gs)]);
  return new Map(found.map(([, code = '', status]) => [code, Number(status)]));
}

it('docs/errors.md lists every error of the plugin, those over HTTP with their status', () => {
  const { text } = readTextFile('docs/errors.md');
  const overHttp = tableRows(text.slice(text.indexOf('## Of upgrades')), 'code');
  const atStartUp = tableRows(text.slice(text.indexOf('## At start-up')), 'code').map(([code]) => [code ?? '', '500'] as const);
  const listed = [...overHttp.map(([code = '', status = '']) => [code, status] as const), ...atStartUp];
  expect(new Map(listed.map(([code, status]) => [code, Number(status)]))).toEqual(pluginErrors());
});

it('docs/server.md lists every option of the plugin', async () => {
  const app = Fastify();
  // As JavaScript may: TypeScript would not let an unknown option pass.
  Reflect.apply(app.register, app, [trunkline, { nothing: true }]);
  const message = await app.ready().then(
    () => '',
    (error: Error) => error.message,
  );
  const [, names = ''] = /there are (.*)$/.exec(message) ?? [];
  const listed = tableRows(readTextFile('docs/server.md').text, 'option').map(([name = '']) => name);
  expect(listed.toSorted()).toEqual(names.split(', ').toSorted());
});
