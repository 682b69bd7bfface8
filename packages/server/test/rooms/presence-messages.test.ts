import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { jsonCodec } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { PresenceMessages } from '../../src/rooms/presence-messages.ts';

describe('PresenceMessages', () => {
  it.each([jsonCodec, msgpackCodec])('are written once in $name', (codec) => {
    const messages = new PresenceMessages({ kind: 'presence', room: 7, full: false, changes: [['a'], ['b', { name: 'eve' }]] });
    const message = messages.message(codec);
    expect(codec.decode(message.message)).toEqual({ kind: 'presence', room: 7, full: false, changes: [['a'], ['b', { name: 'eve' }]] });
    expect(messages.message(codec)).toBe(message);
  });
});
