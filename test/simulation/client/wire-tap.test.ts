import { jsonCodec, type OutboundEnvelope } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { FeatureCounts } from '../kernel/feature-counts.ts';
import { testRoom } from '../rooms/test-room.ts';
import { WireTap } from './wire-tap.ts';

/** A tap on a client that is in the feed, and what it tells. */
function tapped() {
  const { room, book, publish } = testRoom('feed');
  const told: unknown[] = [];
  const place = { who: 'client', book, features: new FeatureCounts(), isSkipped: () => false };
  const tap = new WireTap(1, jsonCodec, [room], place, {
    onCredentials: (denied) => told.push(['credentials', ...denied]),
    onHelloed: (isResumed) => told.push(['helloed', isResumed]),
    onHelloRefused: (name) => told.push(['hello refused', name]),
    onGranted: ({ name }) => told.push(['granted', name]),
    onTold: (_, { by, at }) => told.push([by, at.offset]),
    onEnded: ({ name }) => told.push(['ended', name]),
  });
  const sent = (envelope: OutboundEnvelope) => tap.sent(jsonCodec.encode(envelope));
  const received = (envelope: OutboundEnvelope) => tap.received(jsonCodec.encode(envelope));
  return { tap, told, sent, received, publish };
}

const hello = (denied: readonly string[] = []): OutboundEnvelope => {
  return { kind: 'request', id: -1, method: '$/hello', params: { auth: { principal: null, denied } }, meta: undefined };
};
const welcome: OutboundEnvelope = {
  kind: 'response',
  id: -1,
  error: undefined,
  result: { session: { token: 't', received: 0, resumed: false }, peer: 'peer 1', limits: {}, heartbeat: {} },
};
const join: OutboundEnvelope = { kind: 'request', id: -2, method: '$/join', params: { topic: 'feed', n: 1 }, meta: undefined };
const joined: OutboundEnvelope = {
  kind: 'response',
  id: -2,
  error: undefined,
  result: { room: 7, epoch: 'e', offset: 0, recovered: false, snapshot: false },
};

describe('WireTap', () => {
  it('tells of the hello and its answer, and who the client is', () => {
    const { tap, told, sent, received } = tapped();
    sent(hello(['club']));
    expect(tap.hasHelloed).toBe(false);
    received(welcome);
    expect([tap.hasHelloed, tap.peer, told]).toEqual([
      true,
      'peer 1',
      [
        ['credentials', 'club'],
        ['helloed', false],
      ],
    ]);
  });

  it('tells of a refused hello', () => {
    const { told, sent, received } = tapped();
    sent(hello());
    received({ kind: 'response', id: -1, error: { code: -32_001, message: 'who?' }, result: undefined });
    expect(told).toEqual([['credentials'], ['hello refused', 'Unauthenticated']]);
  });

  it('tells where a join began, and every position that the server tells behind it', () => {
    const { told, sent, received } = tapped();
    for (const envelope of [hello(), join]) sent(envelope);
    for (const envelope of [welcome, joined]) received(envelope);
    expect(told.slice(2)).toEqual([
      ['granted', 'feed'],
      ['reply', 0],
    ]);
    received({ kind: 'revoked', room: 7, error: { code: -32_002, message: 'out' } });
    expect(told.at(-1)).toEqual(['ended', 'feed']);
  });

  it('tells of a join that was refused for good, and not of one that is tried again', () => {
    const { told, sent, received } = tapped();
    for (const envelope of [hello(), join]) sent(envelope);
    received(welcome);
    received({ kind: 'response', id: -2, error: { code: -32_006, message: 'later' }, result: undefined });
    expect(told).toHaveLength(2);
    sent({ ...join, id: -3 });
    received({ kind: 'response', id: -3, error: { code: -32_002, message: 'no' }, result: undefined });
    expect(told.at(-1)).toEqual(['ended', 'feed']);
  });

  it('judges what the server sends of a room', () => {
    const { sent, received, publish } = tapped();
    const data = publish('item');
    const event: OutboundEnvelope = { kind: 'event', room: 7, offset: 1, name: 'item', data };
    for (const envelope of [hello(), join]) sent(envelope);
    received(welcome);
    expect(() => received(event)).toThrow('the reply to a join comes before all that follows');
    received(joined);
    received(event);
    expect(() => received(event)).toThrow('a server sends logged events in order, each once');
  });
});
