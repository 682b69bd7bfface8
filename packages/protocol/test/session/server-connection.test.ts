import { describe, expect, it } from 'vitest';
import type { OutboundEnvelope } from '../../src/envelope/envelope.ts';
import { systemError } from '../../src/envelope/rpc-error.ts';
import { LinkedPair } from '../support/linked-pair.ts';
import { StrangeClient } from '../support/stranger.ts';

const request = (id: number, method = 'place'): OutboundEnvelope => ({ kind: 'request', id, method, params: undefined });

/** A pair whose server decides about hellos only when a test says so. */
function undecidedPair(): LinkedPair {
  const pair = new LinkedPair();
  pair.decide = () => {};
  return pair;
}

describe('ServerConnection', () => {
  it('answers a hello with a session, its limits and the manifest (§4)', () => {
    const { greeting } = new StrangeClient(new LinkedPair()).hello();
    expect(greeting).toEqual({
      session: { token: 'token-1', received: 0, resumed: false },
      peer: 'peer-2',
      limits: { messageBytes: 1 << 20, credit: 32 },
      heartbeat: { intervalMs: 25_000, timeoutMs: 10_000 },
      manifest: { hash: 'm1' },
    });
  });

  it('leaves out the manifest that the client has, and tells when its credentials expire', () => {
    const pair = new LinkedPair();
    pair.decide = (connection) => connection.admit({ ...pair.admission(), expiresInMs: 9_000 }, pair.now);
    const { greeting } = new StrangeClient(pair).hello(undefined, { contract: 'm1' });
    expect(greeting).toMatchObject({ expiresInMs: 9_000 });
    expect(greeting).not.toHaveProperty('manifest');
    expect(new StrangeClient(pair).hello(undefined, { contract: 'm2' }).greeting).toHaveProperty('manifest');
  });

  it.each([
    { expiresInMs: 899_999.5, told: 899_999 },
    { expiresInMs: -1, told: 0 },
  ])('tells a client credentials that expire in $expiresInMs ms in whole ms: $told', ({ expiresInMs, told }) => {
    const pair = new LinkedPair();
    pair.decide = (connection) => connection.admit({ ...pair.admission(), expiresInMs }, pair.now);
    pair.live();
    expect(pair.hellos).toMatchObject([{ expiresInMs: told }]);
  });

  it.each<[string, OutboundEnvelope]>([
    ['a call', request(1)],
    ['another control request', request(-1, '$/join')],
    ['a notification', { kind: 'notify', method: 'tick', params: undefined }],
    ['a ping', { kind: 'ping', n: 0 }],
    ['an ack', { kind: 'ack', received: 0 }],
  ])('closes 4500 when the first envelope is %s (§4)', (_, envelope) => {
    const pair = new LinkedPair();
    const { link } = new StrangeClient(pair).say(envelope).say(request(-2, '$/hello'));
    expect(link.closes).toEqual([{ code: 4500, reason: 'no-hello' }]);
    expect(link.envelopes).toEqual([]);
    expect(pair.table.size).toBe(0);
  });

  it('answers a second hello −32600 and goes on (§4)', () => {
    const pair = new LinkedPair();
    const stranger = new StrangeClient(pair).hello().say(request(-2, '$/hello'), request(1));
    expect(stranger.link.envelopes[1]).toEqual({ kind: 'response', id: -2, error: { code: -32600, message: 'the hello was said' } });
    expect(pair.sessions).toHaveLength(1);
    expect(pair.atServer).toHaveLength(1);
  });

  it('runs what stands behind a fresh hello once it is accepted, in order, and reads nothing further until then', () => {
    const pair = undecidedPair();
    const { server, link } = new StrangeClient(pair)
      .hello()
      .say(request(-2, '$/join'), request(1, 'first'), request(-3, '$/leave'), request(3, 'second'));
    expect(link.isPaused).toBe(true);
    expect(pair.log).toEqual([]);
    server.admit(pair.admission(), pair.now);
    expect(link.isPaused).toBe(false);
    expect(pair.atServer.map(({ method }) => method)).toEqual(['first', 'second']);
    expect(pair.log).toEqual(['attached', 'control $/join', 'control $/leave']);
    expect(link.envelopes.map((envelope) => (envelope.kind === 'response' ? envelope.id : envelope.kind))).toEqual([-1, -2, -3]);
  });

  it('stops at a bad envelope behind the hello: what stands behind it is not looked at', () => {
    const pair = undecidedPair();
    const { server, link } = new StrangeClient(pair).hello().say(request(1), request(1), request(3));
    server.admit(pair.admission(), pair.now);
    expect(link.closes).toEqual([{ code: 4500, reason: 'bad-id' }]);
    expect(pair.atServer).toHaveLength(1);
    expect(pair.log).toEqual(['attached', 'ended']);
    expect(link.isPaused).toBe(true);
  });

  it.each([
    { bytes: 16_384, code: undefined },
    { bytes: 16_385, code: 4500 },
  ])('takes $bytes bytes before the hello is accepted with close code $code (§10)', ({ bytes, code }) => {
    const pair = undecidedPair();
    const stranger = new StrangeClient(pair);
    const hello = '{"jsonrpc":"2.0","id":-1,"method":"$/hello","params":{}}';
    stranger.server.receive(hello, 0);
    stranger.server.receive(`${' '.repeat(bytes - hello.length - 2)}é`, 0);
    expect(stranger.link.code).toBe(code);
  });

  it('counts a hello of more than 16 KiB itself (§10)', () => {
    expect(new StrangeClient(new LinkedPair()).hello(undefined, { auth: 'a'.repeat(16 << 10) }).link.closes).toEqual([
      { code: 4500, reason: 'too-much-before-hello' },
    ]);
  });

  it('sets no bound once the hello is accepted', () => {
    const pair = new LinkedPair();
    const { link } = new StrangeClient(pair).hello().say({ ...request(1), params: ['x'.repeat(16 << 10)] } as OutboundEnvelope);
    expect(link.closes).toEqual([]);
    expect(pair.atServer).toHaveLength(1);
  });

  it.each([
    ['nothing was said', () => {}],
    ['the hello is being decided', (stranger: StrangeClient) => stranger.hello()],
  ])('closes 4004 after 10 s while %s (§10)', (_, act) => {
    const pair = undecidedPair();
    pair.now = 5;
    const stranger = new StrangeClient(pair);
    act(stranger);
    expect(stranger.server.nextDeadline()).toBe(10_005);
    stranger.server.timePassed(10_004);
    expect(stranger.server.isClosed).toBe(false);
    stranger.server.timePassed(10_005);
    expect(stranger.link.code).toBe(4004);
    stranger.server.admit(pair.admission(), 10_006);
    expect(stranger.link.envelopes).toEqual([]);
    expect(pair.table.size).toBe(0);
    expect(stranger.server.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
  });

  it('needs no hello in time any more once it had one', () => {
    const { server } = new StrangeClient(new LinkedPair()).hello();
    expect(server.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
  });

  it('forgets a decision that comes when the connection is gone', () => {
    const pair = undecidedPair();
    const stranger = new StrangeClient(pair).hello();
    stranger.closed(1006);
    stranger.server.admit(pair.admission(), pair.now);
    stranger.server.refuse(systemError('Unauthenticated'), pair.now);
    expect(pair.table.size).toBe(0);
    expect(stranger.link).toMatchObject({ envelopes: [], closes: [] });
  });

  it.each([
    { error: systemError('Unauthenticated'), code: 4501, reason: 'Unauthenticated', answer: { code: -32001, message: 'Unauthenticated' } },
    { error: systemError('Unavailable'), code: 4005, reason: '', answer: { code: -32006, message: 'Unavailable' } },
    {
      error: systemError('Unavailable', 'later', { retryAfterMs: 250 }),
      code: 4005,
      reason: '250',
      answer: { code: -32006, message: 'later', data: { retryAfterMs: 250 } },
    },
  ])('refuses with $answer.code and closes $code "$reason" (§4, §7)', ({ error, code, reason, answer }) => {
    const pair = undecidedPair();
    const { server, link } = new StrangeClient(pair).hello();
    server.refuse(error, pair.now);
    expect(link.envelopes).toEqual([{ kind: 'response', id: -1, error: answer }]);
    expect(link.closes).toEqual([{ code, reason }]);
    expect(server.isClosed).toBe(true);
  });

  it('cannot refuse a client that is in', () => {
    const pair = new LinkedPair();
    const { server, link } = new StrangeClient(pair).hello();
    server.refuse(systemError('Unauthenticated'), pair.now);
    expect(link.closes).toEqual([]);
  });

  it.each([
    { error: systemError('Unauthenticated'), code: 4501, reason: 'Unauthenticated', left: 0 },
    { error: systemError('Unavailable', 'later', { retryAfterMs: 250 }), code: 4005, reason: '250', left: 1 },
  ])('dismisses a client that is in by the answer to its request, and closes $code; sessions left: $left (§4.8)', (row) => {
    const pair = new LinkedPair();
    const { server, link } = new StrangeClient(pair).hello();
    server.dismiss(-2, row.error, pair.now);
    server.dismiss(-3, row.error, pair.now);
    expect(link.envelopes.slice(1)).toMatchObject([{ kind: 'response', id: -2, error: { code: row.error.code } }]);
    expect([link.closes, pair.table.size]).toEqual([[{ code: row.code, reason: row.reason }], row.left]);
  });

  it('answers pings and control requests, which are not counted, and ignores what it does not know (§2, §8)', () => {
    const pair = new LinkedPair();
    const stranger = new StrangeClient(pair).hello().say({ kind: 'ping', n: 7 }, { kind: 'pong', n: 1 }, request(-2, '$/join'));
    stranger.server.receive('{"jsonrpc":"2.0","method":"$/later","params":[]}', 0);
    stranger.server.receive('{"jsonrpc":"2.0","id":-3,"method":"$/join","params":5}', 0);
    expect(stranger.link.envelopes.slice(1)).toMatchObject([
      { kind: 'pong', n: 7 },
      { kind: 'response', id: -2, result: '$/join' },
      { kind: 'response', id: -3, error: { code: -32600 } },
    ]);
    expect(pair.sessions[0]?.session.received).toBe(0);
    expect(stranger.link.closes).toEqual([]);
  });

  it.each([
    { credit: 1, messageBytes: 1_024, chars: 900, answer: { result: 'x'.repeat(900) } },
    { credit: 1, messageBytes: 1_024, chars: 1_024, answer: { error: { code: -32007, message: 'TooLarge' } } },
  ])('answers $chars characters to a client that takes 1 KiB as it can (§10)', ({ credit, messageBytes, chars, answer }) => {
    const stranger = new StrangeClient(new LinkedPair()).hello(undefined, { contract: 'm1', limits: { messageBytes, credit } });
    stranger.server.respond(-2, { result: 'x'.repeat(chars) });
    expect(stranger.link.envelopes.slice(1)).toEqual([{ kind: 'response', id: -2, ...answer }]);
    expect(stranger.link.closes).toEqual([]);
  });

  it('discards whatever comes in once it is closed, and closes once', () => {
    const pair = new LinkedPair();
    const stranger = new StrangeClient(pair).hello();
    stranger.server.close(4001, 'drain', 0);
    stranger.server.close(4503, 'banned', 0);
    stranger.closed(1000);
    stranger.say(request(1));
    stranger.server.respond(-2, { result: 1 });
    expect(stranger.link).toMatchObject({ closes: [{ code: 4001, reason: 'drain' }] });
    expect(stranger.link.envelopes).toHaveLength(1);
    expect(pair.atServer).toEqual([]);
    expect(pair.log).toEqual(['attached', 'detached']);
  });

  it('answers −32603 in the place of an error that cannot be sent, and still turns the client away (§6)', () => {
    const pair = new LinkedPair();
    const unsendable = systemError('Unauthenticated', 'who?', { since: new Date(0) });
    const known = new StrangeClient(pair).hello();
    known.server.respond(-2, { error: unsendable });
    expect(known.link.envelopes[1]).toMatchObject({ id: -2, error: { code: -32603 } });
    expect(() => known.server.respond(-3, { result: new Date(0) })).toThrow(TypeError);
    pair.decide = (connection) => connection.refuse(unsendable, 0);
    const stranger = new StrangeClient(pair).hello();
    expect(stranger.greeting).toMatchObject({ code: -32603 });
    expect(stranger.link.code).toBe(4501);
  });
});
