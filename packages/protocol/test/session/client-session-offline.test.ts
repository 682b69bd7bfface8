import { describe, expect, it } from 'vitest';
import { LinkedPair, type ObservedCall } from '../support/linked-pair.ts';

const outcomeOf = ({ outcomes }: ObservedCall) => outcomes.map((outcome) => (outcome.ok ? outcome.value : outcome.error.name));
const methodsAt = (pair: LinkedPair) => pair.atServer.map(({ method }) => method);

describe('ClientSession, offline', () => {
  it('lets calls wait for the first connection and sends them in order (§10)', () => {
    const pair = new LinkedPair();
    for (const method of ['a', 'b', 'c']) pair.call(method);
    expect(pair.client.waitingCalls).toBe(3);
    pair.live();
    expect(methodsAt(pair)).toEqual(['a', 'b', 'c']);
    expect(pair.client.waitingCalls).toBe(0);
  });

  it('refuses the oldest when more than 100 wait', () => {
    const pair = new LinkedPair();
    const calls = Array.from({ length: 101 }, (_, index) => pair.call(`call ${index}`));
    expect(calls.map(outcomeOf).slice(0, 2)).toEqual([['TooMany'], []]);
    pair.live();
    expect(pair.atServer).toHaveLength(100);
    expect(methodsAt(pair)[0]).toBe('call 1');
  });

  it('refuses the oldest when more than 256 KiB wait', () => {
    const pair = new LinkedPair();
    const params = pair.codec.encodeValue(['x'.repeat(100 << 10)]);
    const calls = ['a', 'b', 'c'].map((method) => pair.call(method, { params }));
    expect(calls.map(outcomeOf)).toEqual([['TooMany'], [], []]);
  });

  it('refuses a call that is too large to wait, and no other for it', () => {
    const pair = new LinkedPair();
    const small = pair.call('small');
    const large = pair.call('large', { params: pair.codec.encodeValue(['x'.repeat(257 << 10)]) });
    expect([small, large].map(outcomeOf)).toEqual([[], ['TooMany']]);
    pair.live();
    expect(methodsAt(pair)).toEqual(['small']);
  });

  it('sends the same call at once where it is live', () => {
    const pair = new LinkedPair();
    pair.live();
    const large = pair.call('large', { params: pair.codec.encodeValue(['x'.repeat(257 << 10)]) });
    pair.pump();
    expect(outcomeOf(large)).toEqual([]);
    expect(methodsAt(pair)).toEqual(['large']);
  });

  it('counts bytes as they go over the wire, not letters', () => {
    const pair = new LinkedPair({ waiting: { bytes: 100 } });
    expect(outcomeOf(pair.call('a', { params: pair.codec.encodeValue(['é'.repeat(60)]) }))).toEqual(['TooMany']);
  });

  it('keeps the deadline of each: what expires is not sent', () => {
    const pair = new LinkedPair();
    const short = pair.call('short', { deadline: 1_000 });
    const long = pair.call('long', { deadline: 5_000 });
    expect(pair.client.nextDeadline()).toBe(1_000);
    pair.advance(1_000);
    expect(short.outcomes).toMatchObject([{ ok: false, error: { name: 'DeadlineExceeded' } }]);
    expect(pair.client.nextDeadline()).toBe(5_000);
    pair.advance(1_000);
    pair.live();
    expect(pair.atServer.map(({ method, meta }) => [method, meta])).toEqual([['long', { timeoutMs: 3_000 }]]);
    expect(outcomeOf(long)).toEqual([]);
  });

  it('refuses a call whose deadline has passed already', () => {
    const pair = new LinkedPair();
    pair.now = 10;
    expect(outcomeOf(pair.call('late', { deadline: 10 }))).toEqual(['DeadlineExceeded']);
    expect(pair.client.waitingCalls).toBe(0);
  });

  it('forgets a call that was given up; a mutation that was not sent has certainly not run', () => {
    const pair = new LinkedPair();
    const given = pair.call('given up');
    pair.call('kept');
    given.call.cancel('enough');
    pair.live();
    expect(given.outcomes).toMatchObject([{ ok: false, error: { name: 'Cancelled', cause: 'enough' } }]);
    expect(methodsAt(pair)).toEqual(['kept']);
  });

  it('makes room by the calls that were given up', () => {
    const pair = new LinkedPair({ waiting: { calls: 2 } });
    const first = pair.call('first');
    pair.call('given up').call.cancel('enough');
    pair.call('second');
    expect(outcomeOf(first)).toEqual([]);
  });

  it('throws at a call that cannot be sent, offline as online; those behind it are sent', () => {
    const pair = new LinkedPair();
    const callBadly = () => pair.call('bad', { params: pair.codec.encodeValue(5) });
    expect(callBadly).toThrow(TypeError);
    pair.call('good');
    pair.live();
    expect(callBadly).toThrow(TypeError);
    pair.call('better');
    pair.pump();
    expect(methodsAt(pair)).toEqual(['good', 'better']);
  });

  it('lets a waiting call that the server does not take fail alone', () => {
    const pair = new LinkedPair({ serverLimits: { own: { messageBytes: 2_048, credit: 32 } } });
    const large = pair.call('large', { params: pair.codec.encodeValue(['x'.repeat(2_048)]) });
    pair.call('small');
    pair.live();
    expect(outcomeOf(large)).toEqual(['TooLarge']);
    expect(methodsAt(pair)).toEqual(['small']);
  });
});
