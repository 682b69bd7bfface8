import { setTimeout as wait } from 'node:timers/promises';
import { Spread } from './spread.ts';
import { Writer } from './writer.ts';

/** How a simulation goes. */
export interface Plan {
  readonly editors: number;
  readonly seconds: number;
  /** Of each editor. */
  readonly editsPerSecond: number;
  /** Of all connections together. */
  readonly dropsPerSecond: number;
}

/** What came of it. */
export interface Outcome {
  readonly edits: number;
  readonly drops: number;
  /** How long each edit took to be in every document, in ms. */
  readonly times: readonly number[];
  /** From the last edit until everything was the same everywhere, in ms; `undefined`: it never was. */
  readonly settledMs: number | undefined;
  readonly characters: number;
}

/** How long all may take to be the same, in ms: a client that was cut often waits for up to half a minute. */
const PATIENCE_MS = 60_000;

/** Share of edits that take something away. */
const ERASED = 0.1;

/** Lets so many editors write in one document, while their connections are cut, and waits until everybody has the same text. */
export async function simulate(url: string, id: string, plan: Plan): Promise<Outcome> {
  const writers = Array.from({ length: plan.editors }, (_, index) => new Writer(url, id, `Writer ${index + 1}`));
  const spread = new Spread(plan.editors - 1);
  for (const [index, writer] of writers.entries()) watch(writer, index, spread);
  await until(() => writers.every(({ provider }) => provider.state.isSynced));

  const over = AbortSignal.timeout(plan.seconds * 1_000);
  const [drops = 0, ...edits] = await Promise.all([
    repeat(plan.dropsPerSecond, over, () => writers[Math.floor(Math.random() * writers.length)]?.drop()),
    ...writers.map((writer) => repeat(plan.editsPerSecond, over, () => edit(writer))),
  ]);
  const stopped = performance.now();
  const latecomer = new Writer(url, id, 'Latecomer');
  const all = [...writers, latecomer];
  const isSame = await until(() => all.every(({ provider: { state } }) => state.isSynced && state.pending === 0) && haveSameText(all));
  const settledMs = performance.now() - stopped;
  await Promise.all(all.map((writer) => writer.close()));
  return {
    edits: edits.reduce((sum, count) => sum + count, 0),
    drops,
    times: spread.times,
    settledMs: isSame ? settledMs : undefined,
    characters: latecomer.text.length,
  };
}

function watch(writer: Writer, index: number, spread: Spread): void {
  const { doc } = writer;
  doc.on('afterTransaction', ({ beforeState, afterState, local }) => {
    const now = performance.now();
    for (const [client, clock] of afterState) {
      if (beforeState.get(client) === clock) continue;
      if (client !== doc.clientID) spread.received(index, client, clock, now);
      else if (local) spread.written(client, clock, now);
    }
  });
}

function edit(writer: Writer): void {
  if (Math.random() < ERASED) writer.erase(Math.random);
  else writer.write(Math.random);
}

/** Does something at random times, so often on average. @returns how often it did. */
async function repeat(perSecond: number, over: AbortSignal, run: () => void): Promise<number> {
  let count = 0;
  while (perSecond > 0) {
    await wait((-Math.log(1 - Math.random()) * 1_000) / perSecond, undefined, { signal: over }).catch(() => {});
    if (over.aborted) break;
    run();
    count += 1;
  }
  return count;
}

function haveSameText([first, ...others]: readonly Writer[]): boolean {
  const text = first?.text.toString();
  return others.every((other) => other.text.toString() === text);
}

/** Waits until something holds. @returns whether it did in time. */
async function until(holds: () => boolean): Promise<boolean> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!holds()) {
    if (performance.now() > deadline) return false;
    await wait(20);
  }
  return true;
}
