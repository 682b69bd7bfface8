import { describe, expect, it } from 'vitest';
import type { OutboundEnvelope } from '../../src/envelope/envelope.ts';
import { LinkedPair } from '../support/linked-pair.ts';
import { StrangeClient } from '../support/stranger.ts';

const notification: OutboundEnvelope = { kind: 'notify', method: 'tick', params: undefined };

/** How often the server confirmed, and what it said at last. */
function acksOf({ link }: StrangeClient): readonly (number | undefined)[] {
  return link.envelopes
    .map((envelope) => (envelope.kind === 'ack' ? envelope.received : undefined))
    .filter((received) => received !== undefined);
}

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

  it('counts by the envelope alone: refused content counts, control requests and pings do not (§2 ⚑)', () => {
    const pair = new LinkedPair();
    const stranger = new StrangeClient(pair).hello();
    stranger.say(notification, { kind: 'ping', n: 1 }, { kind: 'request', id: -2, method: '$/join', params: undefined });
    stranger.server.receive('{"jsonrpc":"2.0","id":1,"method":"sum","params":5}', 0);
    stranger.server.receive('{"jsonrpc":"2.0","method":"sum","params":5}', 0);
    stranger.server.receive('{"jsonrpc":"2.0","method":"$/later","params":[]}', 0);
    stranger.say(
      { kind: 'item', id: 9, item: 'of no call' },
      { kind: 'end', id: 9 },
      { kind: 'credit', id: 9, count: 1 },
      { kind: 'cancel', id: 9 },
    );
    expect(pair.sessions[0]?.session.received).toBe(7);
    expect(stranger.link.envelopes.at(-1)).toMatchObject({ kind: 'response', id: 1, error: { code: -32600 } });
    expect(pair.log).toEqual(['attached', 'server got tick', 'control $/join']);
    expect(pair.atServer).toEqual([]);
  });

  it('takes the id of a refused call: it may not be used again', () => {
    const pair = new LinkedPair();
    const stranger = new StrangeClient(pair).hello();
    stranger.server.receive('{"jsonrpc":"2.0","id":3,"method":"sum","params":5}', 0);
    stranger.say({ kind: 'request', id: 3, method: 'sum', params: undefined });
    expect(stranger.link.code).toBe(4500);
  });

  it('confirms after 64 envelopes (§4)', () => {
    const stranger = new StrangeClient(new LinkedPair()).hello();
    stranger.say(...Array.from({ length: 63 }, () => notification));
    expect(acksOf(stranger)).toEqual([]);
    stranger.say(...Array.from({ length: 66 }, () => notification));
    expect(acksOf(stranger)).toEqual([64, 128]);
  });

  it('confirms after 64 KiB (§4)', () => {
    const stranger = new StrangeClient(new LinkedPair()).hello();
    const bytesAround = '{"jsonrpc":"2.0","method":"tick","params":[""]}'.length;
    stranger.say({ ...notification, params: ['x'.repeat((64 << 10) - bytesAround - 1)] });
    expect(acksOf(stranger)).toEqual([]);
    stranger.say(notification);
    expect(acksOf(stranger)).toEqual([2]);
  });

  it('confirms after 200 ms what came in, once (§4)', () => {
    const pair = new LinkedPair();
    const stranger = new StrangeClient(pair).hello().say(notification);
    pair.advance(150);
    stranger.say(notification);
    expect(pair.sessions[0]?.session.nextDeadline()).toBe(200);
    pair.advance(49);
    expect(acksOf(stranger)).toEqual([]);
    pair.advance(1);
    expect(acksOf(stranger)).toEqual([2]);
    pair.advance(10_000);
    expect(acksOf(stranger)).toEqual([2]);
    expect(pair.sessions[0]?.session.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
  });

  it('confirms nothing twice: a hello confirmed it already', () => {
    const pair = new LinkedPair();
    const first = new StrangeClient(pair).hello().say(notification);
    first.closed(1006);
    const second = new StrangeClient(pair).hello({ token: 'token-1', generation: 1, received: 0 });
    pair.advance(1_000);
    expect(acksOf(second)).toEqual([]);
  });

  it('tells what it holds, and lets go of what was confirmed', () => {
    const pair = new LinkedPair();
    pair.live();
    pair.call('place');
    pair.callClient('ask');
    pair.pump();
    const load = () => pair.sessions[0]?.session.load;
    expect(load()).toEqual({
      outboxBytes: '{"jsonrpc":"2.0","id":2,"method":"ask"}'.length,
      outboxEnvelopes: 1,
      unconsumedInputBytes: 0,
      incomingCalls: 1,
      outgoingCalls: 1,
    });
    pair.advance(200);
    pair.pump();
    pair.atServer[0]?.respond('done');
    pair.atClient[0]?.respond('yes');
    pair.pump();
    pair.advance(200);
    pair.pump();
    expect(load()).toEqual({ outboxBytes: 0, outboxEnvelopes: 0, unconsumedInputBytes: 0, incomingCalls: 0, outgoingCalls: 0 });
  });

  it('holds nothing once it is over, whatever its handlers still answer, and cannot go on', () => {
    const pair = new LinkedPair();
    const stranger = new StrangeClient(pair).hello().say({ kind: 'request', id: 1, method: 'place', params: undefined });
    const session = pair.sessions[0]?.session;
    session?.notify(notification);
    stranger.closed(1000);
    pair.atServer[0]?.respond('late');
    session?.notify(notification);
    expect(session?.load).toEqual({ outboxBytes: 0, outboxEnvelopes: 0, unconsumedInputBytes: 0, incomingCalls: 0, outgoingCalls: 0 });
    expect(session?.canResume(1)).toBe(false);
  });

  it('sends notifications, and refuses those that are too large or no plain data, uncounted', () => {
    const pair = new LinkedPair({ clientLimits: { own: { messageBytes: 1_024, credit: 32 } } });
    pair.live();
    const session = pair.sessions[0]?.session;
    session?.notify({ method: 'tick', params: undefined });
    expect(() => session?.notify({ method: 'tick', params: ['x'.repeat(1_024)] })).toThrow(
      expect.objectContaining({ name: 'TooLarge', code: -32007 }),
    );
    expect(() => session?.notify({ method: 'tick', params: [() => {}] })).toThrow(TypeError);
    session?.notify({ method: 'tock', params: undefined });
    pair.pump();
    expect(pair.log).toEqual(['attached', 'client got tick', 'client got tock']);
    pair.cut(pair.cables[0] ?? pair.live());
    pair.live();
    expect(pair.hellos[1]?.session.resumed).toBe(true);
    expect(pair.log.slice(3)).toEqual(['detached', 'attached']);
  });
});
