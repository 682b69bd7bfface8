import { describe, expect, it } from 'vitest';
import { LinkedPair, type ObservedCall } from '../support/linked-pair.ts';

const outcomeOf = ({ outcomes }: ObservedCall) => outcomes.map((outcome) => (outcome.ok ? outcome.value : outcome.error.name));

/** A client with a mutation and a query in flight on a draining connection, and a second connection whose hello is on its way. */
function draining() {
  const pair = new LinkedPair();
  const old = pair.live();
  const mutation = pair.call('mutation');
  const query = pair.call('query', { isQuery: true });
  pair.pump();
  const next = pair.connect('connectBeside');
  return { pair, old, next, mutation, query };
}

describe('ClientSession, moving away from a draining server', () => {
  it('opens the second connection without a session, and calls over the old one until its hello succeeded (§4, Drain)', () => {
    const { pair, old, next } = draining();
    expect(pair.envelopes(next, 'client')).toMatchObject([
      { method: '$/hello', params: expect.not.objectContaining({ session: expect.anything() }) },
    ]);
    pair.call('still on the old');
    expect(pair.envelopes(old, 'client').at(-1)).toMatchObject({ method: 'still on the old', id: 5 });
    pair.pump();
    pair.call('on the new');
    expect(pair.envelopes(next, 'client').at(-1)).toMatchObject({ method: 'on the new', id: 1 });
    expect(old.client.isLive).toBe(true);
  });

  it('asks over both connections for a sign of life (§8)', () => {
    const { pair, old, next } = draining();
    pair.pump();
    pair.client.probe(pair.now);
    expect([old, next].map((connection) => pair.envelopes(connection, 'client').at(-1))).toEqual([
      { kind: 'ping', n: 0 },
      { kind: 'ping', n: 0 },
    ]);
  });

  it('lets old calls finish on the old connection', () => {
    const { pair, old, mutation, query } = draining();
    pair.pump();
    pair.atServer[0]?.sendItem('late');
    pair.atServer[0]?.respond('done');
    pair.atServer[1]?.respond(7);
    pair.pump();
    expect([mutation, query].map(outcomeOf)).toEqual([['done'], [7]]);
    expect(mutation.items).toEqual(['late']);
    mutation.call.consumed();
    expect(old.client.isLive).toBe(true);
  });

  it.each([4001, 1006, 1001])('treats a session whose old connection ends with %i as lost: its queries go to the new one', (code) => {
    const { pair, old, next, mutation, query } = draining();
    pair.pump();
    old.client.closed(code, 'over', pair.now);
    pair.pump();
    expect([mutation, query].map(outcomeOf)).toEqual([['OutcomeUnknown'], []]);
    expect(pair.envelopes(next, 'client').at(-1)).toMatchObject({ method: 'query', id: 1 });
  });

  it('loses the old session when its connection is cut before the second hello succeeded', () => {
    const { pair, old, next, mutation, query } = draining();
    pair.cut(old);
    expect([mutation, query].map(outcomeOf)).toEqual([[], []]);
    pair.call('waits');
    pair.pump();
    expect([mutation, query].map(outcomeOf)).toEqual([['OutcomeUnknown'], []]);
    expect(pair.envelopes(next, 'client').slice(1)).toMatchObject([{ method: 'query' }, { method: 'waits' }]);
  });

  it('stays where it is when the second connection fails, and may still resume', () => {
    const { pair, old, next, mutation } = draining();
    pair.cut(next);
    pair.atServer[0]?.respond('done');
    pair.pump();
    expect(outcomeOf(mutation)).toEqual(['done']);
    pair.cut(old);
    pair.live();
    expect(pair.hellos.at(-1)?.session.resumed).toBe(true);
  });

  it('keeps watching the old connection and its deadlines', () => {
    const pair = new LinkedPair();
    const old = pair.live();
    const { outcomes } = pair.call('slow', { deadline: 20_000 });
    pair.pump();
    pair.connect('connectBeside');
    pair.pump();
    pair.advance(20_000);
    expect(outcomes).toMatchObject([{ ok: false, error: { name: 'OutcomeUnknown', cause: { name: 'DeadlineExceeded' } } }]);
    pair.advance(5_000);
    expect(pair.envelopes(old, 'client').at(-1)).toEqual({ kind: 'ping', n: 0 });
    pair.advance(10_000);
    expect(old.client.isClosed).toBe(true);
  });

  it('gives up the one before at a second drain in a row', () => {
    const { pair, old, next, mutation, query } = draining();
    pair.pump();
    const third = pair.connect('connectBeside');
    pair.pump();
    expect([old, next, third].map(({ client }) => client.isLive)).toEqual([false, true, true]);
    expect([mutation, query].map(outcomeOf)).toEqual([['OutcomeUnknown'], []]);
    expect(pair.envelopes(third, 'client').at(-1)).toMatchObject({ method: 'query' });
  });

  it('resumes the new session, not the old, after a drop of both', () => {
    const { pair, old, next } = draining();
    pair.pump();
    pair.cut(old);
    pair.cut(next);
    pair.live();
    expect(pair.hellos.at(-1)?.session).toMatchObject({ resumed: true, token: 'token-3' });
  });

  it('closes both connections when it is closed', () => {
    const { pair, old, next, mutation } = draining();
    pair.pump();
    pair.client.close('bye', 0);
    expect([old, next].map(({ client }) => client.isClosed)).toEqual([true, true]);
    expect(outcomeOf(mutation)).toEqual(['OutcomeUnknown']);
    pair.pump();
    expect(pair.table.size).toBe(0);
  });

  it('keeps its session when the connection beside it is closed with 4003: that one offered none', () => {
    const { pair, old, next, mutation } = draining();
    next.client.closed(4003, '', pair.now);
    expect(old.client.isLive).toBe(true);
    pair.atServer[0]?.respond('done');
    pair.pump();
    expect(outcomeOf(mutation)).toEqual(['done']);
  });

  it('lets the application close the client as it is told that a call of the oldest session is lost', () => {
    const { pair, next } = draining();
    pair.pump();
    const query = pair.call('query', { isQuery: true });
    pair.call('mutation', {}, () => pair.client.close('enough', pair.now));
    const last = pair.connect('connectBeside');
    pair.pump();
    const newest = pair.connect('connectBeside');
    pair.pump();
    expect(pair.cables.map(({ client }) => client.isClosed)).toEqual(pair.cables.map(() => true));
    expect([next, last, newest].map(({ codes }) => codes)).toEqual([[1000], [1000], [1000]]);
    expect(outcomeOf(query)).toEqual(['Closed']);
    expect(pair.client.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
  });
});
