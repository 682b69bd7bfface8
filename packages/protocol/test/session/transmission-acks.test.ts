import { describe, expect, it } from 'vitest';
import { jsonCodec } from '../../src/codec/json-codec.ts';
import { DEFAULT_PEER_LIMITS } from '../../src/envelope/limits.ts';
import { DEFAULT_OUTBOX_LIMITS } from '../../src/session/outbox.ts';
import { Transmission } from '../../src/session/transmission.ts';
import { RecordedLink } from '../support/stranger.ts';

/** A transmission that got so many envelopes of 10 bytes at 1,000, and its link. */
function received(envelopes: number) {
  const own = new Transmission(jsonCodec, DEFAULT_OUTBOX_LIMITS, DEFAULT_PEER_LIMITS);
  const attach = () => {
    const link = new RecordedLink(jsonCodec);
    own.attach(link, 0, DEFAULT_PEER_LIMITS, (id) => ({ kind: 'cancel', id }));
    return link;
  };
  const link = attach();
  for (let count = 0; count < envelopes; count += 1) own.count(10, 1_000);
  return { own, link, attach };
}

describe('Transmission, confirming', () => {
  it.each([
    { envelopes: 1, now: 1_199, acks: [] },
    { envelopes: 1, now: 1_200, acks: [1] },
    { envelopes: 63, now: 1_000, acks: [] },
    { envelopes: 64, now: 1_000, acks: [64] },
    { envelopes: 0, now: 1e9, acks: [] },
  ])('after $envelopes envelopes at 1,000 sends at $now the acks $acks, once (§4)', ({ envelopes, now, acks }) => {
    const { own, link } = received(envelopes);
    own.timePassed(now);
    own.timePassed(now);
    expect(link.envelopes).toEqual(acks.map((count) => ({ kind: 'ack', received: count })));
    expect(own.received).toBe(envelopes);
  });

  it('says when it will be due', () => {
    const { own } = received(1);
    expect(own.nextDeadline()).toBe(1_200);
    own.timePassed(1_200);
    expect(own.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
  });

  it('counts on over all its links', () => {
    const { own, attach } = received(5);
    own.detach();
    const link = attach();
    own.count(10, 2_000);
    own.timePassed(2_200);
    expect(link.envelopes).toEqual([{ kind: 'ack', received: 6 }]);
  });

  it('owes nothing without a link, nor at first on a new one: the hello told it (§4)', () => {
    const { own, attach } = received(5);
    own.detach();
    expect(own.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
    own.timePassed(1e9);
    const link = attach();
    own.timePassed(1e9);
    expect(link.envelopes).toEqual([]);
  });

  it('takes a hello for a confirmation of what came in before any link', () => {
    const own = new Transmission(jsonCodec, DEFAULT_OUTBOX_LIMITS, DEFAULT_PEER_LIMITS);
    own.count(10, 1_000);
    const link = new RecordedLink(jsonCodec);
    own.attach(link, 0, DEFAULT_PEER_LIMITS, (id) => ({ kind: 'cancel', id }));
    own.timePassed(1e9);
    expect(link.envelopes).toEqual([]);
  });
});
