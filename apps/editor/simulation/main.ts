// Many editors in one document: node simulation/main.ts [--editors 50] [--seconds 20] [--rate 5] [--drops 2]

import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DocumentStore } from '../server/store/document-store.ts';
import { simulate } from './run.ts';
import { ServerProcess } from './server-process.ts';
import { quantile } from './spread.ts';

const { values } = parseArgs({
  options: {
    editors: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '20' },
    /** Edits of each editor in a second. */
    rate: { type: 'string', default: '5' },
    /** Connections that are cut in a second. */
    drops: { type: 'string', default: '2' },
  },
});
const plan = {
  editors: Number(values.editors),
  seconds: Number(values.seconds),
  editsPerSecond: Number(values.rate),
  dropsPerSecond: Number(values.drops),
};

const folder = mkdtempSync(join(tmpdir(), 'editors-'));
const file = join(folder, 'documents.sqlite');
const server = await ServerProcess.start(file);
try {
  const store = new DocumentStore(file);
  const [document] = store.documents();
  const { edits, drops, times, settledMs, characters } = await simulate(server.url, document?.id ?? '', plan);
  const stored = store.read(document?.id ?? '');
  const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
  console.log(`${plan.editors} editors, ${plan.seconds} s, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}`);
  console.log(`edits         ${edits}, ${(edits / plan.seconds).toFixed(0)} in a second; ${drops} connections cut`);
  console.log(`time to all   median ${ms(quantile(times, 0.5))}, p99 ${ms(quantile(times, 0.99))}, longest ${ms(quantile(times, 1))}`);
  console.log(`on disk       ${stored.length} rows, ${stored.reduce((sum, { length }) => sum + length, 0)} bytes`);
  console.log(
    settledMs === undefined
      ? 'they never had the same text'
      : `the same text of ${characters} characters ${ms(settledMs)} after the last edit`,
  );
  process.exitCode = settledMs === undefined ? 1 : 0;
} finally {
  await server.kill();
  rmSync(folder, { recursive: true, force: true });
}
