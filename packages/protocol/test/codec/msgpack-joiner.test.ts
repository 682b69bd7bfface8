import { describe, expect, it } from 'vitest';
import { MsgpackJoiner } from '../../src/codec/msgpack-joiner.ts';
import { bytesOf, hexOf } from '../support/hex.ts';

function joined(join: (joiner: MsgpackJoiner) => void): string {
  const joiner = new MsgpackJoiner();
  join(joiner);
  return hexOf(joiner.take());
}

describe('MsgpackJoiner', () => {
  it('joins headers, values and what is encoded, in whatever order they come', () => {
    const message = joined((joiner) => {
      joiner.array(5);
      joiner.value(1);
      joiner.value(undefined);
      joiner.join(bytesOf('dc0000'));
      joiner.value([{ a: undefined }]);
      joiner.array(3);
      joiner.join(bytesOf('c3'));
      joiner.map(1);
      joiner.value('k');
      joiner.array(0);
      joiner.value(Uint8Array.of(2), true);
    });
    expect(message).toBe('95 01 c0 dc0000 9180 93 c3 81 a16b 90 c40102'.replaceAll(' ', ''));
  });

  it.each([
    { length: 0, header: '90' },
    { length: 15, header: '9f' },
    { length: 16, header: 'dc0010' },
    { length: 258, header: 'dc0102' },
    { length: 65_535, header: 'dcffff' },
    { length: 65_536, header: 'dd00010000' },
    { length: 0x01_02_03_04, header: 'dd01020304' },
  ])('begins an array of $length with $header', ({ length, header }) => {
    expect(joined((joiner) => joiner.array(length))).toBe(header);
    expect(joined((joiner) => [joiner.value(5), joiner.array(length), joiner.value(6)])).toBe(`05${header}06`);
  });

  it('hands out nothing when nothing was joined', () => {
    expect(new MsgpackJoiner().take()).toStrictEqual(new Uint8Array());
  });

  it('hands out a copy of its own', () => {
    const encoded = bytesOf('a161');
    const joiner = new MsgpackJoiner();
    joiner.join(encoded);
    const message = joiner.take();
    encoded.fill(0);
    expect([message.constructor, message.buffer.byteLength, hexOf(message)]).toEqual([Uint8Array, 2, 'a161']);
  });

  it('tells what has bytes from what has none', () => {
    const surrogate = '\ud800';
    const message = joined((joiner) => {
      joiner.value(Uint8Array.of(1), true);
      joiner.value(surrogate);
      joiner.join(bytesOf('c0'));
      joiner.value(surrogate);
    });
    expect(message).toBe('c40101a3efbfbdc0a3efbfbd');
  });
});
