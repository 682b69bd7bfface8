import { describe, expect, it } from 'vitest';
import { standingOf, type Work } from '../../../web/connection/standing.ts';

const atRest: Work = { status: 'live', isSynced: true, pending: 0, refusal: undefined };
const refused = (name: string, message: string) => Object.assign(new Error(message), { name });

describe('standingOf', () => {
  it.each<[Partial<Work>, string, string]>([
    [{}, 'good', 'Saved'],
    [{ pending: 2 }, 'busy', 'Saving'],
    [{ isSynced: false }, 'busy', 'Opening'],
    [{ status: 'connecting', isSynced: false }, 'busy', 'Connecting'],
    [{ status: 'connecting', isSynced: false, pending: 1 }, 'busy', 'Connecting, 1 edit waiting'],
    [{ status: 'offline' }, 'away', 'Offline'],
    [{ status: 'offline', pending: 3 }, 'away', 'Offline, 3 edits waiting'],
    [{ status: 'reconnecting', pending: 1_234 }, 'away', 'Offline, 1,234 edits waiting'],
    [{ status: 'closed', pending: 1 }, 'bad', 'Disconnected, 1 edit waiting. Load the page again'],
    [{ pending: 1, refusal: refused('TooLarge', 'too much') }, 'bad', 'Not saved: this document is full. Undo, or go on in a new one'],
    [{ pending: 1, refusal: refused('Forbidden', 'not yours') }, 'bad', 'Not saved: not yours'],
  ])('of %o is %s: %s', (work, tone, words) => {
    expect(standingOf({ ...atRest, ...work })).toEqual({ tone, words });
  });
});
