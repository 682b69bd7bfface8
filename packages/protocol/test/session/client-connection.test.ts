import { describe, expect, it } from 'vitest';
import type { Envelope, OutboundEnvelope } from '../../src/envelope/envelope.ts';
import type { CallOutcome } from '../../src/session/outgoing-call.ts';
import { LinkedPair } from '../support/linked-pair.ts';
import { StrangeServer } from '../support/stranger.ts';

/** A client on a server without rules, whose hello was accepted. */
function welcomed() {
  const pair = new LinkedPair();
  return { pair, server: new StrangeServer(pair).welcome() };
}

const item: OutboundEnvelope = { kind: 'item', id: 1, item: 1 };

/** What a server may do wrong while the client's call 1 is in flight. */
const violations: { name: string; problem: string; envelopes: OutboundEnvelope[] }[] = [
  { name: 'a call with an id of the client', problem: 'bad-id', envelopes: [{ kind: 'request', id: 3, method: 'a', params: undefined }] },
  { name: 'an answer to its own call', problem: 'bad-id', envelopes: [{ kind: 'response', id: 2, result: 1 }] },
  { name: 'an answer to no call', problem: 'unknown-call', envelopes: [{ kind: 'response', id: 3, result: 1 }] },
  { name: 'an item of no call', problem: 'unknown-call', envelopes: [{ ...item, id: 3 }] },
  { name: 'an answer to no control request', problem: 'unknown-call', envelopes: [{ kind: 'response', id: -2, result: 1 }] },
  { name: 'a second answer to the hello', problem: 'unknown-call', envelopes: [{ kind: 'response', id: -1, result: 1 }] },
  { name: 'an end of the client’s stream', problem: 'bad-id', envelopes: [{ kind: 'end', id: 1 }] },
  { name: 'a cancel of the client’s call', problem: 'bad-id', envelopes: [{ kind: 'cancel', id: 1 }] },
  { name: 'more items than granted', problem: 'credit-exceeded', envelopes: Array.from({ length: 33 }, () => item) },
  { name: 'credit that is not owed', problem: 'credit-unowed', envelopes: [{ kind: 'credit', id: 1, count: 1 }] },
  { name: 'an ack of what was never sent', problem: 'bad-ack', envelopes: [{ kind: 'ack', received: 2 }] },
  { name: 'a control request', problem: 'wrong-role', envelopes: [{ kind: 'request', id: -1, method: '$/a', params: undefined }] },
];

describe('ClientConnection', () => {
  it('says hello first, with what it takes and grants (§4)', () => {
    const { link } = new StrangeServer(new LinkedPair());
    expect(link.envelopes).toEqual([
      { kind: 'request', id: -1, method: '$/hello', params: { limits: { messageBytes: 1 << 20, credit: 32 } }, meta: undefined },
    ]);
  });

  it.each<[string, OutboundEnvelope]>([
    ['a ping', { kind: 'ping', n: 1 }],
    ['an event', { kind: 'event', room: 1, offset: 1, name: 'e', data: 1 }],
    ['a call', { kind: 'request', id: 2, method: 'a', params: undefined }],
  ])('closes 4500 when the server says %s before it answers the hello', (_, envelope) => {
    const pair = new LinkedPair();
    const { link, client } = new StrangeServer(pair).say(envelope).welcome();
    expect(link.closes).toEqual([{ code: 4500, reason: 'no-hello' }]);
    expect(client.isLive).toBe(false);
    expect(pair.hellos).toEqual([]);
  });

  it('does not take the answer to what stands behind its hello for a hello', () => {
    const pair = new LinkedPair();
    const server = new StrangeServer(pair);
    server.client.request('$/join', {}, () => {});
    server.welcome({}, -2);
    expect(server.link.closes).toEqual([{ code: 4500, reason: 'no-hello' }]);
    expect(pair.hellos).toEqual([]);
  });

  it('closes 4500 at a greeting that is none', () => {
    const pair = new LinkedPair();
    const { link } = new StrangeServer(pair).welcome({ received: -1 });
    expect(link.closes).toEqual([{ code: 4500, reason: 'bad-member' }]);
    expect(pair.hellos).toEqual([]);
  });

  it.each(violations)('closes 4500 and loses the session at $name', ({ problem, envelopes }) => {
    const { pair, server } = welcomed();
    const { outcomes } = pair.call('place');
    server.say(...envelopes);
    expect(server.link.closes).toEqual([{ code: 4500, reason: problem }]);
    expect(pair.closes).toEqual([{ code: 4500, reason: problem, sentBy: 'client' }]);
    expect(outcomes).toMatchObject([{ ok: false, error: { name: 'OutcomeUnknown' } }]);
  });

  it('gives up a hello that is not answered within 15 s', () => {
    const pair = new LinkedPair();
    const { link, client } = new StrangeServer(pair);
    client.timePassed(14_999);
    expect(client.isClosed).toBe(false);
    expect(client.nextDeadline()).toBe(15_000);
    client.timePassed(15_000);
    expect(link.code).toBe(4004);
    expect(client.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
  });

  it('tells of a refusal what the server said, and of a connection that was just lost nothing', () => {
    const pair = new LinkedPair();
    new StrangeServer(pair).say({ kind: 'response', id: -1, error: { code: -32001, message: 'who?' } }).client.closed(4501, '', 0);
    new StrangeServer(pair).client.closed(1006, '', 0);
    expect(pair.log).toEqual(['refused Unauthenticated']);
    expect(pair.closes.map(({ code }) => code)).toEqual([4501, 1006]);
  });

  it('numbers control requests down from the hello; each gets its answer, by its id', () => {
    const { server } = welcomed();
    const outcomes: [string, CallOutcome][] = [];
    server.client.request('$/join', { topic: 'a' }, (outcome) => outcomes.push(['join', outcome]));
    server.client.request('$/leave', { room: 1 }, (outcome) => outcomes.push(['leave', outcome]));
    server.say({ kind: 'response', id: -3, error: { code: -32008, message: 'no' } }, { kind: 'response', id: -2, result: 1 });
    expect(server.link.envelopes.slice(1)).toMatchObject([
      { id: -2, method: '$/join', params: { topic: 'a' } },
      { id: -3, method: '$/leave', params: { room: 1 } },
    ]);
    expect(outcomes).toMatchObject([
      ['leave', { ok: false, error: { name: 'NotJoined' } }],
      ['join', { ok: true, value: 1 }],
    ]);
  });

  it('ends control requests with the connection; none is sent after it (§4)', () => {
    const { server } = welcomed();
    const errors: string[] = [];
    const note = (outcome: CallOutcome) => errors.push(outcome.ok ? 'ok' : outcome.error.name);
    server.client.request('$/join', {}, note);
    server.client.closed(1006, '', 0);
    expect(errors).toEqual(['Closed']);
    server.client.request('$/leave', {}, note);
    expect(errors).toEqual(['Closed', 'Closed']);
    expect(server.link.envelopes).toHaveLength(2);
  });

  it('passes on events and drains, answers pings and ignores what it does not know', () => {
    const { pair, server } = welcomed();
    const event: OutboundEnvelope = { kind: 'event', room: 1, offset: 1, name: 'e', data: 1 };
    server.say(event, { kind: 'ping', n: 4 }, { kind: 'pong', n: 0 }, { kind: 'drain', withinMs: 90, reason: 'deploy' });
    server.client.receive('{"jsonrpc":"2.0","method":"$/later","params":[]}', 0);
    expect(pair.roomEnvelopes).toEqual([{ ...event, publisher: undefined }]);
    expect(pair.log).toEqual(['drain within 90']);
    expect(server.link.envelopes.slice(1)).toEqual([{ kind: 'pong', n: 4 }]);
    expect(server.link.closes).toEqual([]);
  });

  it('pings after 25 s of silence, and closes 4004 after 10 s more (§8)', () => {
    const { server } = welcomed();
    const { client, link } = server;
    expect(client.nextDeadline()).toBe(25_000);
    client.timePassed(24_999);
    expect(link.envelopes).toHaveLength(1);
    client.timePassed(25_000);
    expect(link.envelopes[1]).toEqual({ kind: 'ping', n: 0 });
    client.timePassed(34_999);
    expect(client.isClosed).toBe(false);
    client.timePassed(35_000);
    expect(link.code).toBe(4004);
  });

  it('asks for a sign of life when it is told to, but for nothing while it is asking or is not live (§8)', () => {
    const early = new StrangeServer(new LinkedPair());
    early.client.probe(0);
    expect(early.link.envelopes).toHaveLength(1);
    const { server } = welcomed();
    const { client, link } = server;
    client.probe(1_000);
    client.probe(2_000);
    expect(link.envelopes.slice(1)).toEqual([{ kind: 'ping', n: 0 }]);
    client.timePassed(11_000);
    expect(link.code).toBe(4004);
    client.probe(12_000);
    expect(link.envelopes).toHaveLength(2);
  });

  it('pings no more often than once a second, whatever the server says', () => {
    const pair = new LinkedPair({ table: { heartbeat: { intervalMs: 1, timeoutMs: 1 } } });
    const { client } = pair.live();
    expect(client.nextDeadline()).toBe(1_000);
    client.timePassed(1_000);
    expect(client.nextDeadline()).toBe(2_000);
  });

  it.each([
    ['a message', (server: StrangeServer, pair: LinkedPair) => server.client.receive('{"jsonrpc":"2.0","method":"$/x"}', pair.now)],
    ['a part of one', (server: StrangeServer, pair: LinkedPair) => server.client.heard(pair.now)],
  ])('takes %s for life', (_, hear) => {
    const { pair, server } = welcomed();
    pair.advance(25_000);
    pair.advance(5_000);
    hear(server, pair);
    pair.advance(24_999);
    expect(server.link.envelopes).toHaveLength(2);
    expect(server.client.nextDeadline()).toBe(55_000);
  });

  it('asks again instead of declaring death when its timer rang late (§8)', () => {
    const { server } = welcomed();
    const { client, link } = server;
    client.timePassed(25_000);
    client.timePassed(500_000);
    expect(link.closes).toEqual([]);
    expect(link.envelopes.slice(1)).toEqual([
      { kind: 'ping', n: 0 },
      { kind: 'ping', n: 0 },
    ]);
    client.timePassed(510_000);
    expect(link.code).toBe(4004);
  });

  it('looks at nothing once it is closed', () => {
    const { pair, server } = welcomed();
    server.client.close(4004, 'tired', 0);
    server.client.close(1000, 'again', 0);
    server.client.closed(1006, '', 0);
    server.say({ kind: 'drain', withinMs: 1, reason: '' }, { kind: 'ping', n: 1 });
    expect(pair.closes).toEqual([{ code: 4004, reason: 'tired', sentBy: 'client' }]);
    expect(pair.log).toEqual([]);
    expect(server.link.envelopes).toHaveLength(1);
  });

  it('says behind its hello only what a server reads before it has accepted it; the rest waits for the answer (§10)', () => {
    const server = new StrangeServer(new LinkedPair());
    const rooms = Array.from({ length: 20 }, (_, room) => `${room}`.padStart(1_000, 'x'));
    for (const topic of rooms) server.client.request('$/join', { topic }, () => {});
    const bytesOf = (envelopes: readonly Envelope[]) => envelopes.reduce((sum, envelope) => sum + JSON.stringify(envelope).length, 0);
    expect(server.link.envelopes).toHaveLength(16);
    expect(bytesOf(server.link.envelopes)).toBeLessThan(16 << 10);
    server.welcome();
    server.client.request('$/leave', { room: 1 }, () => {});
    const ids = server.link.envelopes.map((envelope) => envelope.kind === 'request' && envelope.id);
    expect(ids).toEqual(Array.from({ length: 22 }, (_, index) => -1 - index));
  });

  it('sends no control request that the server does not take (§2)', () => {
    const server = new StrangeServer(new LinkedPair());
    const outcomes: CallOutcome[] = [];
    const text = 'x'.repeat(1 << 20);
    server.client.request('$/join', { text }, (outcome) => outcomes.push(outcome));
    expect(outcomes).toEqual([]);
    server.welcome();
    server.client.request('$/publish', { text }, (outcome) => outcomes.push(outcome));
    expect(outcomes).toMatchObject([1, 2].map(() => ({ ok: false, error: { name: 'TooLarge', code: -32007 } })));
    expect(server.link.envelopes).toHaveLength(1);
    server.client.closed(1006, '', 0);
    expect(outcomes).toHaveLength(2);
  });

  it('throws where the params of a control request are no plain data, and does not answer it besides', () => {
    const { server } = welcomed();
    const outcomes: CallOutcome[] = [];
    expect(() => server.client.request('$/state', { state: new Date(0) }, (outcome) => outcomes.push(outcome))).toThrow(TypeError);
    server.client.closed(1006, '', 0);
    expect(outcomes).toEqual([]);
  });
});
