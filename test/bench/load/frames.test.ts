import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { BINARY, encodeFrame, readServerFrame, TEXT } from './frames.ts';

describe('encodeFrame', () => {
  it('masks a frame of a client (§5.7)', () => {
    expect(encodeFrame(TEXT, Buffer.from('Hello'), true).toString('hex')).toBe('818537fa213d7f9f4d5158');
  });

  it('does not mask a frame of a server (§5.7)', () => {
    expect(encodeFrame(TEXT, Buffer.from('Hello'), false).toString('hex')).toBe('810548656c6c6f');
  });

  it('rejects a payload that needs a longer length', () => {
    expect(() => encodeFrame(BINARY, Buffer.alloc(65_536), false)).toThrow(RangeError);
  });
});

describe('readServerFrame', () => {
  it.each([0, 125, 126, 65_535])('reads a payload of %i bytes, and only once it is whole', (length) => {
    const payload = Buffer.alloc(length, 7);
    const bytes = encodeFrame(BINARY, payload, false);
    const frame = readServerFrame(Buffer.concat([bytes, Buffer.from('next')]));
    expect(frame).toEqual({ opcode: BINARY, isDeflated: false, payload, bytes });
    for (const cut of [0, 1, 2, 3, bytes.length - 1].filter((count) => count < bytes.length)) {
      expect(readServerFrame(bytes.subarray(0, cut))).toBeUndefined();
    }
  });

  it('tells that a message is deflated (RFC 7692 §6)', () => {
    expect(readServerFrame(Buffer.from('c10100', 'hex'))).toMatchObject({ opcode: TEXT, isDeflated: true });
  });

  it('rejects a masked frame', () => {
    expect(() => readServerFrame(encodeFrame(TEXT, Buffer.from('Hello'), true))).toThrow('masked');
  });
});
