import { describe, expect, it } from 'vitest';
import { jsonCodec } from '../../src/codec/json-codec.ts';
import { DEFAULT_DETACHED_LIMITS, type DetachedLimits, DetachedSessions } from '../../src/session/detached-sessions.ts';
import { ServerSession } from '../../src/session/server-session.ts';
import { DEFAULT_SESSION_LIMITS } from '../../src/session/session-limits.ts';

const limits: DetachedLimits = { keptMs: 60_000, bytes: 1 << 20, sessions: 100 };

/** A session of this principal that lost its connection at `at` and holds so many bytes. */
function detached(principal: string | null, at: number, bytes = 0, peer = `${principal} of ${at}`): ServerSession {
  const session = new ServerSession({ peer, tokenDigest: '' }, jsonCodec, DEFAULT_SESSION_LIMITS, {
    principal,
    observe: () => ({ onCall() {}, onNotify() {}, onAttached() {}, onDetached() {}, onEnded() {} }),
  });
  session.detach(at);
  hold(session, bytes);
  return session;
}

/** Lets a session hold so many bytes more, as the answers of its handlers would. */
function hold({ session }: ServerSession, bytes: number): void {
  const empty = jsonCodec.encode({ kind: 'notify', method: 'n', params: [''] }).length;
  if (bytes > 0) session.notify({ method: 'n', params: ['x'.repeat(bytes - empty)] });
}

function holding(own: Partial<DetachedLimits>, sessions: readonly ServerSession[], address = 'here'): DetachedSessions {
  const all = new DetachedSessions({ ...limits, ...own });
  for (const session of sessions) all.add(session, address);
  return all;
}

function peers(sessions: readonly ServerSession[]): string[] {
  return sessions.map(({ identity }) => identity.peer);
}

describe('DEFAULT_DETACHED_LIMITS', () => {
  it('are those of §4', () => {
    expect(DEFAULT_DETACHED_LIMITS).toEqual({ keptMs: 60_000, bytes: 64 << 20, sessions: 10_000 });
  });
});

describe('DetachedSessions', () => {
  it('wakes nobody while it keeps none', () => {
    const all = holding({}, []);
    expect([all.size, all.nextDeadline(), all.takeDue(1e12)]).toEqual([0, Number.POSITIVE_INFINITY, []]);
  });

  it.each([
    [60_999, []],
    [61_000, ['ann of 1000']],
    [61_999, ['ann of 1000']],
    [62_000, ['ann of 1000', 'bob of 2000']],
  ])('at %d gives up those that are 60 s old: %j (§4)', (now, due) => {
    const all = holding({}, [detached('ann', 1_000), detached('bob', 2_000)]);
    expect(peers(all.takeDue(now))).toEqual(due);
    expect([all.size, all.takeDue(now)]).toEqual([2 - due.length, []]);
  });

  it('keeps none of a client that came back', () => {
    const ann = detached('ann', 1_000);
    const all = holding({}, [ann]);
    all.delete(ann);
    expect([all.size, all.nextDeadline(), all.takeDue(1e12)]).toEqual([0, Number.POSITIVE_INFINITY, []]);
  });

  it('counts each second while it keeps some, and wakes when the oldest has to go', () => {
    const all = holding({ keptMs: 1_500 }, [detached('ann', 1_000), detached('bob', 1_400)]);
    expect(all.nextDeadline()).toBe(2_000);
    expect(all.takeDue(2_000)).toEqual([]);
    expect(all.nextDeadline()).toBe(2_500);
    expect(peers(all.takeDue(2_500))).toEqual(['ann of 1000']);
    expect(all.nextDeadline()).toBe(2_900);
    expect(peers(all.takeDue(2_900))).toEqual(['bob of 1400']);
    expect(all.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
  });

  it('counts a second after the last count, be that late', () => {
    const all = holding({}, [detached('ann', 1_000)]);
    all.takeDue(2_300);
    expect(all.nextDeadline()).toBe(3_300);
  });

  it('counts again after it was empty', () => {
    const all = holding({}, [detached('ann', 1_000)]);
    all.takeDue(61_000);
    all.add(detached('bob', 70_000), 'here');
    expect(all.nextDeadline()).toBe(71_000);
  });

  it.each([
    { bytes: [500, 500], due: [] },
    { bytes: [500, 501], due: ['bob of 2'] },
    { bytes: [501, 500], due: ['ann of 1'] },
  ])('of sessions of $bytes bytes, where 1,000 may be kept, the largest holder loses its own: $due (§4)', ({ bytes, due }) => {
    const all = holding({ bytes: 1_000 }, [detached('ann', 1, bytes[0]), detached('bob', 2, bytes[1])]);
    expect(all.takeDue(1_000)).toEqual([]);
    expect(peers(all.takeDue(1_001))).toEqual(due);
    expect(all.size).toBe(2 - due.length);
  });

  it('sees what sessions came to hold while they were detached', () => {
    const [ann, bob] = [detached('ann', 1), detached('bob', 2)];
    const all = holding({ bytes: 1_000 }, [ann, bob]);
    hold(bob, 1_001);
    expect(peers(all.takeDue(1_001))).toEqual(['bob of 2']);
  });

  it('counts the input that waits for handlers as well', () => {
    const idle = detached('ann', 1_000);
    const busy = detached('bob', 2_000);
    busy.session.receive({ kind: 'request', id: 1, method: 'm', params: undefined }, 10, 2_000);
    busy.session.receive({ kind: 'item', id: 1, item: 'x' }, 600, 2_000);
    expect(peers(holding({ bytes: 599 }, [idle, busy]).takeDue(3_000))).toEqual(['bob of 2000']);
    expect(peers(holding({ bytes: 600 }, [idle, busy]).takeDue(3_000))).toEqual([]);
  });

  it('takes the oldest of the holder with most bytes in all, down to 15/16 of the limit', () => {
    const sessions = [detached('bob', 1, 400), ...[2, 3, 4, 5].map((at) => detached('ann', at, 160))];
    const all = holding({ bytes: 1_000 }, sessions);
    // 1,040 → 880: past 1,000, at most 937 stay.
    expect(peers(all.takeDue(1_001))).toEqual(['ann of 2']);
    hold(sessions[0] ?? detached('', 0), 120);
    expect(all.takeDue(2_001)).toEqual([]);
  });

  it('counts anonymous sessions by their address, and never with a principal of that name (§4)', () => {
    const all = new DetachedSessions({ ...limits, bytes: 1_100 });
    all.add(detached('10.0.0.1', 1, 450), '10.0.0.2');
    all.add(detached(null, 2, 300), '10.0.0.2');
    all.add(detached(null, 3, 250), '10.0.0.1');
    all.add(detached(null, 4, 250), '10.0.0.1');
    expect(peers(all.takeDue(1_001))).toEqual(['null of 3']);
  });

  it('counts a session by whom it belongs to now, though that changed while it was detached (§4.8)', () => {
    const sessions = [detached('ann', 1, 300), detached('bob', 2, 450), detached(null, 3, 300)];
    const all = holding({ bytes: 1_000 }, sessions);
    for (const session of sessions) if (session.principal !== 'bob') session.changePrincipal('eve');
    expect(peers(all.takeDue(1_001))).toEqual(['ann of 1']);
  });

  it.each([
    { sessions: 1, kept: 1 },
    { sessions: 10, kept: 10 },
    { sessions: 16, kept: 15 },
    { sessions: 100, kept: 94 },
  ])('past $sessions sessions keeps $kept, at once (§4)', ({ sessions, kept }) => {
    const all = holding({ sessions }, []);
    for (let at = 1; at <= sessions; at += 1) all.add(detached('ann', at), 'here');
    expect(all.takeDue(sessions)).toEqual([]);
    all.add(detached('bob', sessions + 1), 'here');
    expect(peers(all.takeDue(sessions + 1))).toEqual(Array.from({ length: sessions + 1 - kept }, (_, index) => `ann of ${index + 1}`));
    expect(all.size).toBe(kept);
  });

  it('past its sessions takes from whoever has most of them, not from those that hold a byte', () => {
    const all = holding({ sessions: 10 }, [detached('bob', 1, 100), ...Array.from({ length: 10 }, (_, at) => detached('eve', 2 + at))]);
    expect(peers(all.takeDue(11))).toEqual(['eve of 2']);
  });

  it('past its bytes takes no more than the bytes need, however many sessions there are', () => {
    const small = Array.from({ length: 31 }, (_, at) => detached(`friend ${at}`, 2 + at));
    const all = holding({ sessions: 32, bytes: 1_000 }, [detached('eve', 1, 1_001), ...small]);
    expect(peers(all.takeDue(1_001))).toEqual(['eve of 1']);
  });

  it('keeps none where none may be kept', () => {
    const [ann, bob] = [detached('ann', 1), detached('bob', 2)];
    expect(peers(holding({ sessions: 0 }, [ann, bob]).takeDue(2))).toEqual(['ann of 1', 'bob of 2']);
    expect(peers(holding({ keptMs: 0 }, [ann, bob]).takeDue(2))).toEqual(['ann of 1', 'bob of 2']);
  });
});
