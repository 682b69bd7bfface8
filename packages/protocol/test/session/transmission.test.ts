import { describe, expect, it } from 'vitest';
import { jsonCodec } from '../../src/codec/json-codec.ts';
import type { OutboundEnvelope } from '../../src/envelope/envelope.ts';
import { DEFAULT_PEER_LIMITS } from '../../src/envelope/limits.ts';
import { messageBytes } from '../../src/envelope/message.ts';
import type { Link } from '../../src/session/link.ts';
import { DEFAULT_OUTBOX_LIMITS } from '../../src/session/outbox.ts';
import { Transmission } from '../../src/session/transmission.ts';
import { problemOf } from '../support/problem-of.ts';
import { RecordedLink } from '../support/stranger.ts';

function notify(name: string): OutboundEnvelope {
  return { kind: 'notify', method: name, params: undefined };
}

function request(id: number): OutboundEnvelope {
  return { kind: 'request', id, method: 'm', params: undefined };
}

/** For sessions of which no request is sent again. */
function neverAgain(id: number): never {
  throw new Error(`nobody asked for ${id}`);
}

function transmission(peerLimits = DEFAULT_PEER_LIMITS): Transmission {
  return new Transmission(jsonCodec, DEFAULT_OUTBOX_LIMITS, peerLimits);
}

function attached(own: Transmission = transmission(), peerReceived = 0): RecordedLink {
  const link = new RecordedLink(jsonCodec);
  own.attach(link, peerReceived, own.peerLimits, (id) => ({ kind: 'cancel', id }));
  return link;
}

/** The name of what an act throws. */
function attempt(act: () => unknown): string | undefined {
  try {
    act();
  } catch (error) {
    return error instanceof Error ? error.name : 'no error';
  }
  return undefined;
}

describe('Transmission', () => {
  it('tells each link, also when it sends again, what may leave compressed: nothing unless it is said (§9)', () => {
    const sent: unknown[] = [];
    const link = (): Link => ({ send: (_, compresses) => void sent.push(compresses), close: () => {} });
    const own = transmission();
    own.attach(link(), 0, own.peerLimits, neverAgain);
    own.send(notify('a'), true);
    own.send(notify('b'));
    own.attach(link(), 0, own.peerLimits, neverAgain);
    expect(sent).toEqual([true, false, true, false]);
  });

  it('sends at once while it has a link, and keeps what it sent until it is confirmed (§4)', () => {
    const own = transmission();
    const link = attached(own);
    const bytes = [own.send(notify('a')), own.send(notify('bc'))];
    expect(link.envelopes).toMatchObject([{ method: 'a' }, { method: 'bc' }]);
    expect(bytes).toEqual([notify('a'), notify('bc')].map((envelope) => messageBytes(jsonCodec.encode(envelope))));
    expect(own.outboxBytes).toBe((bytes[0] ?? 0) + (bytes[1] ?? 0));
    own.acknowledged(1);
    expect(own.outboxBytes).toBe(bytes[1]);
  });

  it('sends what waited when it gets a link, in order, and before anything new', () => {
    const own = transmission();
    own.send(notify('a'));
    own.send(notify('b'));
    const link = attached(own);
    own.send(notify('c'));
    expect(link.envelopes).toMatchObject([{ method: 'a' }, { method: 'b' }, { method: 'c' }]);
  });

  it.each([
    { peerReceived: 0, again: ['a', 'b', 'c'] },
    { peerReceived: 1, again: ['b', 'c'] },
    { peerReceived: 3, again: [] },
  ])('sends $again again to a peer that has $peerReceived of a, b and c (§4)', ({ peerReceived, again }) => {
    const own = transmission();
    const old = attached(own);
    for (const name of ['a', 'b']) own.send(notify(name));
    own.detach();
    own.send(notify('c'));
    const link = attached(own, peerReceived);
    expect(link.envelopes).toMatchObject(again.map((method) => ({ method })));
    expect(old.envelopes).toHaveLength(2);
  });

  it('asks what to say in the place of a request, and of requests alone (§4)', () => {
    const own = transmission();
    for (const envelope of [request(1), notify('a'), request(3), { kind: 'item', id: 1, item: 0 } as const]) own.send(envelope);
    const link = new RecordedLink(jsonCodec);
    own.attach(link, 0, DEFAULT_PEER_LIMITS, (id) => (id === 1 ? { kind: 'cancel', id } : request(id)));
    expect(link.envelopes).toMatchObject([
      { kind: 'cancel', id: 1 },
      { kind: 'notify' },
      { kind: 'request', id: 3 },
      { kind: 'item', id: 1 },
    ]);
  });

  it.each([
    { sent: 3, confirmed: 0, received: 0, reaches: true },
    { sent: 3, confirmed: 1, received: 0, reaches: false },
    { sent: 3, confirmed: 1, received: 1, reaches: true },
    { sent: 3, confirmed: 1, received: 3, reaches: true },
    { sent: 3, confirmed: 1, received: 4, reaches: false },
    { sent: 513, confirmed: 0, received: 0, reaches: false },
    { sent: 513, confirmed: 0, received: 1, reaches: true },
  ])('of $sent sent and $confirmed confirmed, can go on with a peer that has $received: $reaches (§4)', (row) => {
    const own = transmission();
    for (let count = 0; count < row.sent; count += 1) own.send(notify('a'));
    own.acknowledged(row.confirmed);
    expect(own.reaches(row.received)).toBe(row.reaches);
  });

  it.each([
    { received: 0, problem: 'bad-ack' },
    { received: 1, problem: undefined },
    { received: 2, problem: undefined },
    { received: 3, problem: 'bad-ack' },
  ])('of 2 sent and 1 confirmed says of $received: $problem', ({ received, problem }) => {
    const own = transmission();
    own.send(notify('a'));
    own.send(notify('b'));
    own.acknowledged(1);
    expect(problemOf(() => own.acknowledged(received))).toBe(problem);
  });

  it.each([
    { spare: 0, refused: undefined },
    { spare: -1, refused: 'TooLarge' },
  ])('says $refused of a message with $spare bytes to spare, and counts no refused one (§10)', ({ spare, refused }) => {
    const envelope = notify('é'.repeat(20));
    const bytes = messageBytes(jsonCodec.encode(envelope));
    const own = transmission({ messageBytes: bytes + spare, credit: 1 });
    const link = attached(own);
    const name = attempt(() => own.send(envelope));
    const sent = refused === undefined ? 1 : 0;
    expect([name, link.envelopes.length, own.outboxBytes, own.reaches(sent), own.reaches(sent + 1)]).toEqual([
      refused,
      sent,
      sent * bytes,
      true,
      false,
    ]);
  });

  it('learns from each hello what the peer takes', () => {
    const own = transmission();
    own.attach(new RecordedLink(jsonCodec), 0, { messageBytes: 2_000, credit: 7 }, neverAgain);
    expect(own.peerLimits).toEqual({ messageBytes: 2_000, credit: 7 });
    expect(attempt(() => own.send(notify('x'.repeat(2_000))))).toBe('TooLarge');
  });

  it('counts nothing that is no plain data', () => {
    const own = transmission();
    expect(attempt(() => own.send({ kind: 'notify', method: 'a', params: [() => {}] }))).toBe('TypeError');
    expect([own.outboxBytes, own.reaches(1)]).toEqual([0, false]);
  });

  it('keeps and sends nothing once it is closed', () => {
    const own = transmission();
    const link = attached(own);
    own.send(notify('a'));
    own.count(1, 0);
    own.close();
    expect([own.send(notify('b')), own.outboxBytes, own.reaches(1), own.nextDeadline()]).toEqual([0, 0, false, Number.POSITIVE_INFINITY]);
    own.timePassed(1e9);
    expect(link.envelopes).toHaveLength(1);
  });
});
