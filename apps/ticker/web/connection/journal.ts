import type { Status, StatusDetail } from '@trunkline/client';
import { count, quantity, seconds } from '../format.ts';
import { type Tally, tallyBetween } from './tally.ts';

/** How long after a connection is back what was recovered is summed up, in ms. */
const SETTLE_MS = 1_500;

/** What somebody may try. */
export type Experiment = 'drop' | 'restart';

/** One line: what happened, or what Trunkline did about it. */
export interface Line {
  /** In ms since 1970. */
  readonly time: number;
  readonly text: string;
  readonly tone: 'plain' | 'good' | 'bad';
}

/** An absence, from the moment at which the connection was lost. */
interface Absence {
  readonly since: number;
  readonly tally: Tally;
  /** Since when the page is back. */
  backSince: number | undefined;
}

/**
 * Tells what happened to the connection, and what was done about it.
 *
 *     live ── lost ──► away ── live ──► back ── SETTLE_MS ──► summed up
 */
export class Journal {
  readonly #write: (line: Line) => void;
  #status: Status = 'connecting';
  #absence: Absence | undefined;
  #isRestarting = false;
  #slow: { readonly since: number; readonly tally: Tally } | undefined;

  constructor(write: (line: Line) => void) {
    this.#write = write;
  }

  /** Somebody asked the server for one of the experiments. */
  asked(experiment: Experiment, now: number): void {
    this.#isRestarting = experiment === 'restart';
    const wish = this.#isRestarting ? 'restart' : 'cut this connection, without a goodbye';
    this.#tell(now, `You asked the server to ${wish}.`);
  }

  /** Somebody wanted to ask while there is no connection. Such a call would wait, and happen to the next one. */
  notAsked(now: number): void {
    this.#tell(now, 'There is no connection: nothing was asked.');
  }

  /** The call by which it was asked is answered; `error` is the name of what it ended with, if it did. */
  answered(experiment: Experiment, error: string | undefined, now: number): void {
    if (error === 'OutcomeUnknown') {
      this.#tell(now, 'Its answer was lost with the session: the call ended as OutcomeUnknown, not as a guess.');
    } else if (error !== undefined) {
      this.#tell(now, `The server refused: ${error}.`, 'bad');
    } else if (experiment === 'drop') {
      this.#tell(now, 'The session goes on: the call that cut the old connection was answered over the new one.', 'good');
    }
  }

  status(status: Status, { reason, retryAt }: StatusDetail, now: number, tally: Tally): void {
    const before = this.#status;
    this.#status = status;
    if (status === 'live') this.#back(before, now);
    else if (status === 'closed') this.#tell(now, `Closed for good${reason === undefined ? '' : `: ${reason}`}.`, 'bad');
    else if (before === 'live') this.#lost(now, retryAt, tally);
    else if (status === 'offline') this.#tell(now, 'There is no network. It tries again once there is.', 'bad');
    else if (retryAt !== undefined) this.#tell(now, `No answer. Next attempt ${until(retryAt, now)}.`);
  }

  #lost(now: number, retryAt: number | undefined, tally: Tally): void {
    this.#absence ??= { since: now, tally, backSince: undefined };
    this.#absence.backSince = undefined;
    const next = retryAt === undefined ? '' : ` Next attempt ${until(retryAt, now)}.`;
    this.#tell(now, `Connection lost.${next} Rooms, streams and calls wait.`, 'bad');
  }

  #back(before: Status, now: number): void {
    if (this.#absence === undefined) {
      if (before === 'connecting') this.#tell(now, 'Connected. Rooms joined, candles back-filled by a stream.');
      return;
    }
    this.#absence.backSince = now;
    this.#tell(now, `Connected again after ${seconds(now - this.#absence.since)}.`, 'good');
    if (this.#isRestarting) this.#tell(now, 'A new server, a new session: rooms go on where they were, candles are asked for again.');
    this.#isRestarting = false;
  }

  /** Sums up an absence once what it recovered is here. */
  timePassed(now: number, tally: Tally): void {
    if (this.#absence?.backSince === undefined || now - this.#absence.backSince < SETTLE_MS) return;
    const { recovered, conflated, gaps, openings } = tallyBetween(this.#absence.tally, tally);
    this.#absence = undefined;
    if (openings > 0) {
      this.#tell(now, 'The exchange itself began anew. Its newest trades came as a snapshot, behind a mark in the tape.', 'bad');
      return;
    }
    if (gaps > 0) {
      this.#tell(now, `${quantity(gaps, 'gap')} in the tape, marked there: the server had no longer what was missed.`, 'bad');
      return;
    }
    const trades = recovered === 0 ? 'No trade was missed' : `${quantity(recovered, 'missed trade')} recovered, in order, none missing`;
    this.#tell(now, `${trades}. Prices came as they are now: ${count(conflated)} stale ones were left out.`, 'good');
  }

  /** The reader of quotes became slow, or quick again. */
  slow(isSlow: boolean, now: number, tally: Tally): void {
    if (isSlow) {
      this.#slow = { since: now, tally };
      this.#tell(now, 'Reading quotes once a second. Of each symbol only the newest waits; trades are read as before.');
      return;
    }
    if (this.#slow === undefined) return;
    const { conflated, trades, gaps } = tallyBetween(this.#slow.tally, tally);
    const tape = gaps === 0 ? `all ${count(trades)} trades came` : `${quantity(gaps, 'gap')} in the tape`;
    const time = seconds(now - this.#slow.since);
    this.#tell(now, `Read slowly for ${time}: ${quantity(conflated, 'quote')} gave way to newer ones, ${tape}.`, 'good');
    this.#slow = undefined;
  }

  #tell(time: number, text: string, tone: Line['tone'] = 'plain'): void {
    this.#write({ time, text, tone });
  }
}

/** When that is, in words: what is shorter than a hundredth of a second reads as nothing. */
function until(time: number, now: number): string {
  return time - now < 10 ? 'at once' : `in ${seconds(time - now)}`;
}
