import type { HelloParams } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { judgeOffer } from './kept-session.ts';

const known = { principal: 'ann', codec: 'json', generation: 3, isEnded: false };
const kept = (more: Partial<typeof known> = {}) => new Map([['t', { ...known, ...more }]]);
const offer = (generation: number): HelloParams => ({ session: { token: 't', generation, received: 0 } });

describe('judgeOffer', () => {
  it.each([
    { name: 'no offer', hello: {}, sessions: kept(), verdict: 'fresh' },
    { name: 'an unknown session', hello: offer(4), sessions: new Map<string, typeof known>(), verdict: 'fresh' },
    { name: 'an ended session', hello: offer(4), sessions: kept({ isEnded: true }), verdict: 'fresh' },
    { name: 'a session of somebody else', hello: offer(4), sessions: kept({ principal: 'bob' }), verdict: 'fresh' },
    { name: 'a session in another codec', hello: offer(4), sessions: kept({ codec: 'msgpack' }), verdict: 'fresh' },
    { name: 'a generation that was seen', hello: offer(3), sessions: kept(), verdict: 'outdated' },
    { name: 'the next generation', hello: offer(4), sessions: kept(), verdict: 'resumed' },
  ])('judges $name', ({ hello, sessions, verdict }) => {
    expect(judgeOffer(hello, 'ann', 'json', sessions, true)).toBe(verdict);
  });

  it('leaves it open where an outbox may have overflowed', () => {
    expect(judgeOffer(offer(4), 'ann', 'json', kept(), false)).toBe('open');
  });
});
