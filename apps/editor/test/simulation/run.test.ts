import { describe, expect, it } from 'vitest';
import { simulate } from '../../simulation/run.ts';
import { startServer } from '../support/server.ts';

describe('simulate', () => {
  it('ends with one text for all, and each edit in every document, though connections are cut', async () => {
    const { url, id } = await startServer();
    const { edits, drops, times, settledMs, characters } = await simulate(url, id, {
      editors: 6,
      seconds: 2,
      editsPerSecond: 10,
      dropsPerSecond: 5,
    });
    expect({ hasEdits: edits > 0, hasDrops: drops > 0, isSettled: settledMs !== undefined, isLong: characters > 0 }).toEqual({
      hasEdits: true,
      hasDrops: true,
      isSettled: true,
      isLong: true,
    });
    // What takes something away moves no clock of Yjs.
    expect(times.length).toBeGreaterThan(edits * 0.7);
  }, 120_000);
});
