import { describe, expect, it } from 'vitest';
import { type Envelope, isCounted } from '../../src/envelope/envelope.ts';
import { EVERY_ENVELOPE } from '../support/every-envelope.ts';

const error = { code: -32600, message: 'InvalidRequest' };
const COUNTED_KINDS: readonly Envelope['kind'][] = ['request', 'response', 'notify', 'item', 'end', 'credit', 'cancel'];

describe('isCounted', () => {
  it.each(EVERY_ENVELOPE)('decides of $name by its kind and the sign of its id (§2)', ({ envelope }) => {
    const isControl = 'id' in envelope && envelope.id < 0;
    expect(isCounted(envelope)).toBe(COUNTED_KINDS.includes(envelope.kind) && !isControl);
  });

  it.each<{ envelope: Envelope; counted: boolean }>([
    { envelope: { kind: 'request', id: 1, method: 'quote', params: undefined }, counted: true },
    { envelope: { kind: 'request', id: -1, method: '$/join', params: undefined }, counted: false },
    { envelope: { kind: 'response', id: 2, result: null }, counted: true },
    { envelope: { kind: 'response', id: -1, result: null }, counted: false },
    { envelope: { kind: 'response', id: -1, error }, counted: false },
    { envelope: { kind: 'refused', id: 1, error }, counted: true },
    { envelope: { kind: 'refused', id: -1, error }, counted: false },
    { envelope: { kind: 'refused', id: undefined, error }, counted: true },
    { envelope: { kind: 'notify', method: 'log', params: undefined }, counted: true },
    { envelope: { kind: 'item', id: 1, item: null }, counted: true },
    { envelope: { kind: 'end', id: 1 }, counted: true },
    { envelope: { kind: 'credit', id: 1, count: 1 }, counted: true },
    { envelope: { kind: 'cancel', id: 1 }, counted: true },
    { envelope: { kind: 'ack', received: 5 }, counted: false },
    { envelope: { kind: 'event', room: 1, offset: 1, name: 'message', data: null }, counted: false },
    { envelope: { kind: 'ping', n: 0 }, counted: false },
    { envelope: { kind: 'pong', n: 0 }, counted: false },
    { envelope: { kind: 'drain', withinMs: 1, reason: '' }, counted: false },
    { envelope: { kind: 'unknown' }, counted: false },
  ])('counts $envelope: $counted (§2)', ({ envelope, counted }) => {
    expect(isCounted(envelope)).toBe(counted);
  });
});
