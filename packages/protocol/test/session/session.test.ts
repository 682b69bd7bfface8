import { describe, expect, it } from 'vitest';
import { LinkedPair } from '../support/linked-pair.ts';

describe('Session', () => {
  it('carries a call and its answer', () => {
    const pair = new LinkedPair();
    const cable = pair.live();
    const { outcomes } = pair.call('quote', { params: pair.codec.encodeValue({ symbol: 'ACME' }) });
    pair.pump();
    const [call] = pair.atServer;
    expect(call?.params).toEqual({ symbol: 'ACME' });
    call?.respond({ price: 7 });
    pair.pump();
    expect(outcomes).toEqual([{ ok: true, value: { price: 7 } }]);
    expect(pair.hellos).toMatchObject([{ peer: 'peer-2', session: { token: 'token-1', resumed: false, received: 0 } }]);
    expect(cable.client.isLive).toBe(true);
  });

  it('resumes: an answer given while the connection was lost arrives, and the handler ran once', () => {
    const pair = new LinkedPair();
    const first = pair.live();
    const { outcomes } = pair.call('place');
    pair.pump();
    pair.cut(first);
    pair.atServer[0]?.respond('done');
    expect(outcomes).toEqual([]);
    pair.live();
    expect(outcomes).toEqual([{ ok: true, value: 'done' }]);
    expect(pair.atServer).toHaveLength(1);
    expect(pair.hellos[1]?.session).toMatchObject({ resumed: true, received: 1 });
  });

  it('sends again what was lost on the way', () => {
    const pair = new LinkedPair();
    const first = pair.live();
    const { outcomes } = pair.call('place');
    pair.cut(first);
    pair.live();
    pair.atServer[0]?.respond('done');
    pair.pump();
    expect(outcomes).toEqual([{ ok: true, value: 'done' }]);
    expect(pair.atServer).toHaveLength(1);
  });

  it('ends a mutation as unknown and sends a query again when the session is lost', () => {
    const pair = new LinkedPair();
    const first = pair.live();
    const mutation = pair.call('place');
    const query = pair.call('quote', { isQuery: true });
    pair.pump();
    pair.cut(first);
    pair.advance(60_000);
    pair.live();
    expect(mutation.outcomes).toMatchObject([{ ok: false, error: { name: 'OutcomeUnknown' } }]);
    pair.atServer[2]?.respond(7);
    pair.pump();
    expect(query.outcomes).toEqual([{ ok: true, value: 7 }]);
  });
});
