import { describe, expect, it } from 'vitest';
import { LinkedPair } from '../support/linked-pair.ts';
import { StrangeClient } from '../support/stranger.ts';

/** Lets clients log in, each as the principal given, and lose their connections, one ms apart. */
function detach(pair: LinkedPair, principals: readonly (string | null)[]): void {
  for (const principal of principals) {
    pair.now += 1;
    pair.decide = (connection) => connection.admit(pair.admission(principal), pair.now);
    new StrangeClient(pair).hello().closed(1006);
  }
}

/** The tokens are numbered with the peers: token-1, token-3, … */
const tokensLeft = (pair: LinkedPair) =>
  pair.sessions.filter(({ identity }) =>
    pair.table.isOutdated({ token: identity.tokenDigest.replace('digest of ', ''), generation: 0, received: 0 }),
  );

describe('SessionTable, of more detached sessions than it may keep', () => {
  it('ends the oldest of whoever has most of them', () => {
    const pair = new LinkedPair({ table: { detached: { keptMs: 60_000, bytes: 1_000, sessions: 4 } } });
    detach(pair, ['bob', 'ann', 'ann', 'ann']);
    expect(pair.table.detachedSize).toBe(4);
    detach(pair, ['cid']);
    expect(tokensLeft(pair).map(({ principal }) => principal)).toEqual(['bob', 'ann', 'ann', 'cid']);
  });

  it('counts anonymous clients of one address together', () => {
    const pair = new LinkedPair({ table: { detached: { keptMs: 60_000, bytes: 1_000, sessions: 4 } } });
    detach(pair, ['bob', null, null, 'ann', '203.0.113.7']);
    // The address as a principal is another holder.
    expect(tokensLeft(pair).map(({ principal }) => principal)).toEqual(['bob', null, 'ann', '203.0.113.7']);
  });

  it('ends the oldest of whoever holds most bytes, within a second of their coming', () => {
    const pair = new LinkedPair({ table: { detached: { keptMs: 60_000, bytes: 1_000, sessions: 100 } } });
    detach(pair, ['bob', 'ann']);
    const [bob, ann] = pair.sessions;
    bob?.session.notify({ method: 'tick', params: ['x'.repeat(300)] });
    ann?.session.notify({ method: 'tick', params: ['x'.repeat(500)] });
    pair.advance(1_000);
    expect(pair.table.detachedSize).toBe(2);
    ann?.session.notify({ method: 'tick', params: ['x'.repeat(300)] });
    expect(pair.table.nextDeadline()).toBeLessThanOrEqual(pair.now + 1_000);
    pair.advance(1_000);
    expect(tokensLeft(pair).map(({ principal }) => principal)).toEqual(['bob']);
  });

  it('keeps none where that is forbidden', () => {
    const pair = new LinkedPair({ table: { detached: { keptMs: 0, bytes: 1_000, sessions: 100 } } });
    detach(pair, ['bob']);
    expect(pair.table.size).toBe(0);
  });

  it.each([1, 2, 16, 17])('keeps some even where it may keep only %i', (sessions) => {
    const pair = new LinkedPair({ table: { detached: { keptMs: 60_000, bytes: 1_000, sessions } } });
    detach(
      pair,
      Array.from({ length: sessions + 1 }, () => 'ann'),
    );
    expect(pair.table.detachedSize).toBeGreaterThan(0);
    expect(pair.table.detachedSize).toBeLessThanOrEqual(sessions);
    expect(tokensLeft(pair).at(-1)).toBe(pair.sessions.at(-1));
  });
});
