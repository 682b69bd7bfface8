import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { EnvelopeError, jsonCodec } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { decodeState, encodeEvent, encodeState, RoomEvent } from '../../src/rooms/room-event.ts';

/** A notification, which is an envelope but no event. */
const NOTIFY = msgpackCodec.encode({ kind: 'notify', method: 'x', params: undefined });

describe('RoomEvent', () => {
  it('reads what was encoded', () => {
    const payload = encodeEvent({ name: 'message', data: { text: 'hi' }, publisher: 'peer-1' });
    const event = new RoomEvent(payload, 7);
    expect([event.name, event.publisher, event.offset, event.bytes]).toEqual(['message', 'peer-1', 7, payload.byteLength]);
    expect(event.encoded(jsonCodec).payload).toBe('{"text":"hi"}');
    expect(event.encoded(msgpackCodec)).toEqual(msgpackCodec.encodeValue({ text: 'hi' }));
  });

  it('has no publisher where the server published', () => {
    expect(new RoomEvent(encodeEvent({ name: 'message', data: null }), 1).publisher).toBeUndefined();
  });

  it('serialises once for each codec', () => {
    const event = new RoomEvent(encodeEvent({ name: 'message', data: [1, 2] }), 1);
    expect(event.encoded(jsonCodec)).toBe(event.encoded(jsonCodec));
    expect(event.encoded(msgpackCodec)).toBe(event.encoded(msgpackCodec));
  });

  it.each([
    ['no MessagePack', Uint8Array.of(0xc1)],
    ['nothing', new Uint8Array()],
    ['another envelope', NOTIFY],
  ])('refuses %s', (_, payload) => {
    if (typeof payload === 'string') throw new Error('MessagePack is bytes');
    expect(() => new RoomEvent(payload, 1)).toThrow(EnvelopeError);
  });
});

describe('encodeEvent', () => {
  it.each([[{ at: new Date(0) }], [1n], [Number.NaN]])('refuses %s, which is not plain', (data) => {
    expect(() => encodeEvent({ name: 'message', data })).toThrow(TypeError);
  });
});

describe('decodeState', () => {
  it.each([[null], [0], ['text'], [{ name: 'ann', at: [1, 2] }], [Uint8Array.of(1, 2)]])('reads %j back', (state) => {
    expect(decodeState(encodeState(state))).toEqual(state);
  });

  it('refuses what is no state', () => {
    expect(() => decodeState(Uint8Array.of(0xc1))).toThrow(EnvelopeError);
  });
});
