import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { jsonCodec } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { SharedEnvelope } from '../../src/rooms/shared-envelope.ts';

describe('SharedEnvelope', () => {
  it.each([jsonCodec, msgpackCodec])('is written once in $name', (codec) => {
    const envelope = new SharedEnvelope({ kind: 'presence', room: 7, full: false, changes: [['a'], ['b', { name: 'eve' }]] });
    const message = envelope.message(codec);
    expect(codec.decode(message.message)).toEqual({ kind: 'presence', room: 7, full: false, changes: [['a'], ['b', { name: 'eve' }]] });
    expect(envelope.message(codec)).toBe(message);
  });
});
