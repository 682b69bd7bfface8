import { describe, expect, it } from 'vitest';
import { logThrown } from '../../src/link/log-thrown.ts';
import { ReadingLog } from '../support/reading-log.ts';
import { RecordedLog } from '../support/recorded-log.ts';

describe('logThrown', () => {
  it.each(['debug', 'warn', 'error'] as const)('says what was thrown, at %s', (level) => {
    const log = new RecordedLog();
    const err = new Error('the database is gone');
    logThrown(log, level, { err, method: 'pay' }, 'a handler failed');
    expect(log.lines).toEqual([[level, { err, method: 'pay' }, 'a handler failed']]);
    expect(log.lines[0]?.[1]).toHaveProperty('err', err);
  });

  it('says the rest where what was thrown cannot be read', () => {
    const log = new ReadingLog();
    const err = {
      get message() {
        throw new Error('no');
      },
    };
    logThrown(log, 'error', { err, method: 'pay' }, 'a handler failed');
    expect(log.lines).toEqual([['error', { method: 'pay' }, 'a handler failed, with something that cannot be read']]);
  });
});
