import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { encodeMsgpack, msgpackOf } from '../../src/codec/msgpack-encode.ts';
import { EncodedValue } from '../../src/envelope/encoded-value.ts';
import type { OutboundEnvelope } from '../../src/envelope/envelope.ts';
import { everyContent } from '../support/every-content.ts';
import { bytesOf, hexOf } from '../support/hex.ts';
import { NOT_PLAIN } from '../support/not-plain.ts';

interface Example {
  readonly envelope: OutboundEnvelope;
  readonly hex: string;
}

const encoded = (hex: string) => new EncodedValue('msgpack', bytesOf(hex));

describe('encodeMsgpack', () => {
  it.each<Example>([
    { envelope: { kind: 'request', id: 1, method: 'm', params: encoded('de0000') }, hex: '94 00 01 a16d de0000' },
    { envelope: { kind: 'notify', method: 'm', params: encoded('dc0000') }, hex: '93 02 a16d dc0000' },
    { envelope: { kind: 'response', id: 1, result: encoded('cc01') }, hex: '94 01 01 c0 cc01' },
    { envelope: { kind: 'presence', room: 1, full: true, changes: [['p', encoded('cc01')]] }, hex: '94 0b 01 c3 9192a170cc01' },
  ])('joins what is encoded as it stands: $hex', ({ envelope, hex }) => {
    expect(hexOf(encodeMsgpack(envelope))).toBe(hex.replaceAll(' ', ''));
  });

  it.each<Example>([
    { envelope: { kind: 'response', id: 1, result: undefined }, hex: '94 01 01 c0 c0' },
    { envelope: { kind: 'item', id: 1, item: undefined }, hex: '93 03 01 c0' },
    { envelope: { kind: 'presence', room: 1, full: false, changes: [['p', undefined], ['q']] }, hex: '94 0b 01 c2 92 92a170c0 91a171' },
  ])('writes nil for content that is undefined: $hex', ({ envelope, hex }) => {
    expect(hexOf(encodeMsgpack(envelope))).toBe(hex.replaceAll(' ', ''));
  });

  it.each<Example>([
    { envelope: { kind: 'request', id: 1, method: 300, params: {} }, hex: '94 00 01 cd012c 80' },
    { envelope: { kind: 'event', room: 1, offset: 0, name: 5, data: 0 }, hex: '95 07 01 00 05 00' },
    { envelope: { kind: 'events', room: 1, firstOffset: 1, events: [[5, 0]] }, hex: '94 08 01 01 91920500' },
  ])('writes an index of the manifest for a name (§2): $hex', ({ envelope, hex }) => {
    expect(hexOf(encodeMsgpack(envelope))).toBe(hex.replaceAll(' ', ''));
  });

  it.each(NOT_PLAIN)('refuses $name wherever content stands', ({ value }) => {
    for (const envelope of everyContent(value)) expect(() => encodeMsgpack(envelope)).toThrow(TypeError);
  });

  it('refuses what is encoded as JSON wherever content stands', () => {
    const foreign = new EncodedValue('json', '[]');
    for (const envelope of everyContent(foreign)) expect(() => encodeMsgpack(envelope)).toThrow(TypeError);
    expect(() => encodeMsgpack({ kind: 'notify', method: 'm', params: foreign })).toThrow(TypeError);
  });

  it.each([
    null,
    1,
    'a',
    true,
    new Uint8Array(1),
    encoded('01'),
    encoded('c0'),
    encoded('a0'),
    encoded('c400'),
    encoded('c3'),
    encoded('ff'),
  ])('refuses params of %j', (params) => {
    const fault = new TypeError('params must be an object or an array');
    expect(() => encodeMsgpack({ kind: 'request', id: 1, method: 'm', params })).toThrow(fault);
    expect(() => encodeMsgpack({ kind: 'notify', method: 'm', params })).toThrow(fault);
  });

  it('refuses a notification with a control method, as the JSON codec must', () => {
    expect(() => encodeMsgpack({ kind: 'notify', method: '$/ack', params: [1] })).toThrow(
      new TypeError('a notification cannot be named $/ack'),
    );
  });

  it('writes bytes of another window, and U+FFFD for a surrogate that stands alone', () => {
    const foreign = runInNewContext('new Uint8Array([1, 2])');
    expect(hexOf(encodeMsgpack({ kind: 'item', id: 1, item: [foreign] }))).toBe('93030191c4020102');
    expect(hexOf(encodeMsgpack({ kind: 'drain', withinMs: 0, reason: '\udfff' }))).toBe('931000a3efbfbd');
  });

  it('writes the same after a value that it refused, and after a big one', () => {
    const envelope: OutboundEnvelope = { kind: 'response', id: 1, result: 'a' };
    const first = encodeMsgpack(envelope);
    expect(() => encodeMsgpack({ kind: 'item', id: 1, item: [1, new Date()] })).toThrow(TypeError);
    expect(encodeMsgpack({ kind: 'item', id: 1, item: new Uint8Array(2 ** 20) }).length).toBe(2 ** 20 + 8);
    expect([hexOf(encodeMsgpack(envelope)), hexOf(first)]).toEqual(['940101c0a161', '940101c0a161']);
  });

  it('writes both when a getter encodes something while it is read', () => {
    let inner: unknown;
    const value = {
      get a() {
        inner = hexOf(msgpackOf('inner'));
        return 1;
      },
    };
    expect([hexOf(msgpackOf([value, 2])), inner]).toEqual(['9281a1610102', 'a5696e6e6572']);
  });
});

describe('msgpackOf', () => {
  it('writes plain data, and nil for undefined', () => {
    expect([hexOf(msgpackOf({ a: [1] })), hexOf(msgpackOf(undefined))]).toEqual(['81a1619101', 'c0']);
  });
});
