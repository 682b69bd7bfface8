import { describe, expect, it } from 'vitest';
import { Journal, type Line } from '../../../web/connection/journal.ts';
import type { Tally } from '../../../web/connection/tally.ts';

const NOTHING: Tally = { messages: 0, conflated: 0, trades: 0, recovered: 0, gaps: 0, openings: 0 };
const tally = (given: Partial<Tally>): Tally => ({ ...NOTHING, ...given });

/** A journal of a page that is connected, and what it wrote since. */
function connectedJournal() {
  const lines: Line[] = [];
  const journal = new Journal((line) => lines.push(line));
  journal.status('live', {}, 0, NOTHING);
  const first = lines.splice(0);
  return { journal, first, texts: () => lines.map(({ text, tone }) => (tone === 'plain' ? text : `${tone}: ${text}`)) };
}

describe('Journal', () => {
  it('says when the page is connected', () => {
    expect(connectedJournal().first).toEqual([
      { time: 0, text: 'Connected. Rooms joined, candles back-filled by a stream.', tone: 'plain' },
    ]);
  });

  it('tells of a dropped connection, its return, and sums up what was recovered once it is here', () => {
    const { journal, texts } = connectedJournal();
    journal.asked('drop', 1_000);
    journal.status('reconnecting', { reason: 'lost', retryAt: 1_420 }, 1_020, tally({ recovered: 1, conflated: 10 }));
    journal.status('live', {}, 1_520, NOTHING);
    journal.answered('drop', undefined, 1_530);
    journal.timePassed(3_000, tally({ recovered: 2, conflated: 20 }));
    expect(texts()).toEqual([
      'You asked the server to cut this connection, without a goodbye.',
      'bad: Connection lost. Next attempt in 0.40 s. Rooms, streams and calls wait.',
      'good: Connected again after 0.50 s.',
      'good: The session goes on: the call that cut the old connection was answered over the new one.',
    ]);
    journal.timePassed(3_020, tally({ recovered: 39, conflated: 1_244 }));
    journal.timePassed(9_000, tally({ recovered: 99 }));
    expect(texts().slice(4)).toEqual([
      'good: 38 missed trades recovered, in order, none missing. Prices came as they are now: 1,234 stale ones were left out.',
    ]);
  });

  it('tells of a restart, and of each attempt in vain', () => {
    const { journal, texts } = connectedJournal();
    journal.asked('restart', 0);
    journal.answered('restart', undefined, 10);
    journal.status('reconnecting', { reason: 'lost', retryAt: 500 }, 100, NOTHING);
    journal.status('reconnecting', { reason: 'lost', retryAt: 1_600 }, 600, NOTHING);
    journal.status('reconnecting', { reason: 'lost', retryAt: 1_609 }, 1_600, NOTHING);
    journal.status('live', {}, 1_700, NOTHING);
    journal.timePassed(4_000, NOTHING);
    expect(texts()).toEqual([
      'You asked the server to restart.',
      'bad: Connection lost. Next attempt in 0.40 s. Rooms, streams and calls wait.',
      'No answer. Next attempt in 1.00 s.',
      'No answer. Next attempt at once.',
      'good: Connected again after 1.60 s.',
      'A new server, a new session: rooms go on where they were, candles are asked for again.',
      'good: No trade was missed. Prices came as they are now: 0 stale ones were left out.',
    ]);
  });

  it.each([
    [{ gaps: 1, recovered: 200 }, 'bad: 1 gap in the tape, marked there: the server had no longer what was missed.'],
    [
      { openings: 1, recovered: 10 },
      'bad: The exchange itself began anew. Its newest trades came as a snapshot, behind a mark in the tape.',
    ],
  ])('does not hide what could not be recovered: %o', (counted, text) => {
    const { journal, texts } = connectedJournal();
    journal.status('reconnecting', { reason: 'lost' }, 0, NOTHING);
    journal.status('live', {}, 100, NOTHING);
    journal.timePassed(5_000, tally(counted));
    expect(texts().slice(2)).toEqual([text]);
  });

  it.each([
    ['OutcomeUnknown', 'Its answer was lost with the session: the call ended as OutcomeUnknown, not as a guess.'],
    ['TooMany', 'bad: The server refused: TooMany.'],
  ])('says it when the call that asked ended as %s', (error, text) => {
    const { journal, texts } = connectedJournal();
    journal.answered('restart', error, 0);
    expect(texts()).toEqual([text]);
  });

  it('says that nothing was asked without a connection', () => {
    const { journal, texts } = connectedJournal();
    journal.notAsked(0);
    expect(texts()).toEqual(['There is no connection: nothing was asked.']);
  });

  it('says why it is closed, and that there is no network', () => {
    const { journal, texts } = connectedJournal();
    journal.status('reconnecting', {}, 0, NOTHING);
    journal.status('offline', {}, 0, NOTHING);
    journal.status('closed', { reason: 'staysAway' }, 0, NOTHING);
    expect(texts().slice(1)).toEqual(['bad: There is no network. It tries again once there is.', 'bad: Closed for good: staysAway.']);
  });

  it('sums up what a slow reader did not get, and that it got every trade', () => {
    const { journal, texts } = connectedJournal();
    journal.slow(true, 0, tally({ conflated: 100, trades: 10 }));
    journal.slow(false, 8_100, tally({ conflated: 14_320, trades: 71 }));
    expect(texts()).toEqual([
      'Reading quotes once a second. Of each symbol only the newest waits; trades are read as before.',
      'good: Read slowly for 8.10 s: 14,220 quotes gave way to newer ones, all 61 trades came.',
    ]);
  });
});
