import { describe, expect, it } from 'vitest';
import type { OutboundEnvelope } from '../../src/envelope/envelope.ts';
import { systemError } from '../../src/envelope/rpc-error.ts';
import { LinkedPair } from '../support/linked-pair.ts';
import { StrangeClient } from '../support/stranger.ts';

const request = (id: number): OutboundEnvelope => ({ kind: 'request', id, method: 'place', params: undefined });

/** A session on a first connection, and two hellos for it, of generation 1 and 2, that are both being decided. */
function twoHellosDeciding() {
  const pair = new LinkedPair();
  const first = new StrangeClient(pair).hello().say(request(1));
  pair.decide = () => {};
  const older = new StrangeClient(pair).hello({ token: 'token-1', generation: 1, received: 0 });
  const newer = new StrangeClient(pair).hello({ token: 'token-1', generation: 2, received: 0 });
  const admit = (client: StrangeClient) => client.server.admit(pair.admission(), pair.now);
  return { pair, first, older, newer, admit };
}

describe('SessionTable, of two hellos that are decided at once (⚑)', () => {
  it('gives the session to the newer one, though the older is decided last', () => {
    const { pair, first, older, newer, admit } = twoHellosDeciding();
    admit(newer);
    admit(older);
    expect(first.link.code).toBe(4003);
    expect(newer.greeting).toMatchObject({ session: { resumed: true, received: 1 } });
    expect(older.link).toMatchObject({ envelopes: [], closes: [{ code: 4003 }] });
    newer.say(request(3));
    expect(pair.atServer).toHaveLength(2);
    expect(pair.table.size).toBe(1);
    expect(pair.sessions).toHaveLength(1);
  });

  it('gives the session to each in turn, when the older is decided first', () => {
    const { pair, first, older, newer, admit } = twoHellosDeciding();
    admit(older);
    expect(older.greeting).toMatchObject({ session: { resumed: true, received: 1 } });
    older.say(request(3));
    admit(newer);
    expect(first.link.code).toBe(4003);
    expect(older.link.code).toBe(4003);
    expect(newer.greeting).toMatchObject({ session: { resumed: true, received: 2 } });
    older.say(request(5));
    expect(pair.atServer).toHaveLength(2);
    expect(pair.table.size).toBe(1);
  });

  it('lets only the first of two with the same generation have it', () => {
    const { pair, older, admit } = twoHellosDeciding();
    const twin = new StrangeClient(pair).hello({ token: 'token-1', generation: 1, received: 0 });
    admit(twin);
    admit(older);
    expect(twin.link.code).toBeUndefined();
    expect(older.link.code).toBe(4003);
  });

  it('leaves the connection and the session alone while it decides, and when it refuses', () => {
    const { pair, first, older, newer } = twoHellosDeciding();
    first.say(request(3));
    newer.server.refuse(systemError('Unauthenticated'), 0);
    older.server.refuse(systemError('Unavailable'), 0);
    first.say(request(5));
    expect(pair.atServer).toHaveLength(3);
    expect(first.link.closes).toEqual([]);
    // A refused attempt does not count: its generation is still free.
    pair.decide = (connection) => connection.admit(pair.admission(), 0);
    expect(new StrangeClient(pair).hello({ token: 'token-1', generation: 1, received: 0 }).greeting).toMatchObject({
      session: { resumed: true, received: 3 },
    });
  });

  it('counts what the old connection brings until the decision, and nothing after it', () => {
    const { pair, first, newer, admit } = twoHellosDeciding();
    first.say(request(3), { kind: 'notify', method: 'tick', params: undefined });
    admit(newer);
    first.say(request(5));
    expect(newer.greeting).toMatchObject({ session: { resumed: true, received: 3 } });
    newer.say(request(5));
    expect(pair.atServer.map(({ id }) => id)).toEqual([1, 3, 5]);
  });

  it('does not resume when the session ended while it was decided', () => {
    const { pair, first, newer, admit } = twoHellosDeciding();
    first.closed(1000);
    admit(newer);
    expect(newer.greeting).toMatchObject({ session: { token: 'token-3', resumed: false, received: 0 } });
    expect(pair.log).toEqual(['attached', 'ended', 'attached']);
  });

  it('sends again what the old connection was sent while it was decided', () => {
    const { pair, first, newer, admit } = twoHellosDeciding();
    pair.atServer[0]?.sendItem('a');
    admit(newer);
    pair.atServer[0]?.sendItem('b');
    expect(first.link.envelopes.slice(1)).toEqual([{ kind: 'item', id: 1, item: 'a' }]);
    expect(newer.link.envelopes.slice(1)).toEqual([
      { kind: 'item', id: 1, item: 'a' },
      { kind: 'item', id: 1, item: 'b' },
    ]);
  });
});
