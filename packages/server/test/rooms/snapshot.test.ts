import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { jsonCodec } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { Snapshot } from '../../src/rooms/snapshot.ts';

describe('Snapshot', () => {
  it.each([jsonCodec, msgpackCodec])('is written once in $name', (codec) => {
    const snapshot = new Snapshot(7, { epoch: 'e1', offset: 41 }, { lines: 40 });
    const message = snapshot.message(codec);
    expect(codec.decode(message.message)).toEqual({ kind: 'snapshot', room: 7, epoch: 'e1', offset: 41, data: { lines: 40 } });
    expect(snapshot.message(codec)).toBe(message);
  });

  it('cannot be written where it is not plain', () => {
    const snapshot = new Snapshot(7, { epoch: 'e1', offset: 0 }, { at: new Date(0) });
    expect(() => snapshot.message(jsonCodec)).toThrow(TypeError);
  });
});
