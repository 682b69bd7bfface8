import { describe, expect, it } from 'vitest';
import { LinkedPair, type ObservedCall } from '../support/linked-pair.ts';

const outcomeOf = ({ outcomes }: ObservedCall) => outcomes.map((outcome) => (outcome.ok ? outcome.value : outcome.error.name));

/** Loses the session: the client is gone for longer than it is kept. */
function lose(pair: LinkedPair): void {
  pair.cut(pair.cables.at(-1) ?? pair.live());
  pair.advance(60_000);
  pair.live();
}

describe('ClientSession, when its session is lost', () => {
  it('sends again a query without input that has delivered nothing; all else ends as unknown, with the cause (§4)', () => {
    const pair = new LinkedPair();
    pair.live();
    const query = pair.call('query', { isQuery: true });
    const mutation = pair.call('mutation');
    const withInput = pair.call('with input', { isQuery: true, hasInput: true });
    const delivered = pair.call('delivered', { isQuery: true });
    const streaming = pair.call('streaming', { isQuery: true });
    pair.pump();
    pair.atServer[3]?.sendItem('first');
    pair.pump();
    lose(pair);
    expect([mutation, withInput, delivered].map(outcomeOf)).toEqual([['OutcomeUnknown'], ['OutcomeUnknown'], ['OutcomeUnknown']]);
    expect(mutation.outcomes).toMatchObject([{ error: { cause: { message: 'the server does not know the session any more' } } }]);
    expect(pair.atServer.slice(5).map(({ id, method }) => [id, method])).toEqual([
      [1, 'query'],
      [3, 'streaming'],
    ]);
    pair.atServer[5]?.respond('one');
    pair.atServer[6]?.sendItem('item');
    pair.atServer[6]?.respond('two');
    pair.pump();
    expect([query, streaming].map(outcomeOf)).toEqual([['one'], ['two']]);
    expect(streaming.items).toEqual(['item']);
  });

  it('aborts the handlers of the lost session, though their calls are sent again', () => {
    const pair = new LinkedPair();
    pair.live();
    pair.call('query', { isQuery: true });
    pair.pump();
    const aborts: string[] = [];
    for (const call of pair.atServer) call.handler = { onAbort: ({ name }) => aborts.push(name) };
    lose(pair);
    expect(aborts).toEqual(['Closed']);
    expect(pair.atServer).toHaveLength(2);
  });

  it('sends a query again as often as sessions are lost, in its place before what was called later', () => {
    const pair = new LinkedPair();
    pair.live();
    const query = pair.call('first', { isQuery: true });
    pair.pump();
    lose(pair);
    pair.call('second', { isQuery: true });
    pair.pump();
    pair.cut(pair.cables.at(-1) ?? pair.live());
    pair.advance(60_000);
    const { toServer } = pair.connect();
    pair.call('third', { isQuery: true });
    expect(toServer).toHaveLength(1);
    pair.pump();
    expect(pair.atServer.slice(3).map(({ method }) => method)).toEqual(['first', 'second', 'third']);
    pair.atServer[3]?.respond(1);
    pair.pump();
    expect(outcomeOf(query)).toEqual([1]);
  });

  it('does not send again a query that was given up or expired meanwhile', () => {
    const pair = new LinkedPair();
    const cable = pair.live();
    const given = pair.call('given up', { isQuery: true });
    const expired = pair.call('expired', { isQuery: true, deadline: 70_000 });
    pair.pump();
    pair.cut(cable);
    pair.advance(60_000);
    cable.client.closed(4503, '', pair.now);
    given.call.cancel('enough');
    pair.advance(10_000);
    pair.live();
    expect([given, expired].map(outcomeOf)).toEqual([['Cancelled'], ['DeadlineExceeded']]);
    expect(pair.atServer).toHaveLength(2);
  });

  it('answers a query given up with its own cancel also between two sessions', () => {
    const pair = new LinkedPair();
    const cable = pair.live();
    const query = pair.call('quote', { isQuery: true });
    pair.pump();
    cable.server.close(4503, 'banned', 0);
    pair.pump();
    expect(pair.client.waitingCalls).toBe(1);
    query.call.cancel('enough');
    pair.live();
    expect(query.outcomes).toMatchObject([{ ok: false, error: { name: 'Cancelled', cause: 'enough' } }]);
    expect(pair.atServer).toHaveLength(1);
  });

  it('lets a caller call from within the news of the loss', () => {
    const pair = new LinkedPair();
    const cable = pair.live();
    const next: ObservedCall[] = [];
    pair.call('place', {}, () => next.push(pair.call('ask again')));
    pair.pump();
    cable.server.close(4503, 'banned', 0);
    pair.pump();
    expect(next).toHaveLength(1);
    pair.live();
    pair.atServer[1]?.respond('again');
    pair.pump();
    expect(next.map(outcomeOf)).toEqual([['again']]);
  });
});
