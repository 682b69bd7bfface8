import { describe, expect, it } from 'vitest';
import { encodeFrame, maskFrame, showFrame } from './frame-fixture.ts';
import { bytesOf, hexOf } from './hex.ts';

const HELLO = '48656c6c6f';

describe('encodeFrame', () => {
  it.each([
    { length: 0, header: '8200' },
    { length: 125, header: '827d' },
    { length: 126, header: '827e007e' },
    { length: 65_535, header: '827effff' },
    { length: 65_536, header: '827f0000000000010000' },
  ])('writes $length bytes in the shortest form (RFC 6455 §5.2)', ({ length, header }) => {
    const frame = encodeFrame({ first: 0x82, payload: Buffer.alloc(length) });
    expect(hexOf(frame.subarray(0, frame.length - length))).toBe(header);
  });
});

describe('maskFrame', () => {
  it('masks the example of RFC 6455 §5.7', () => {
    expect(hexOf(maskFrame(bytesOf(`81 05 ${HELLO}`), bytesOf('37fa213d')))).toBe('818537fa213d7f9f4d5158');
  });

  it.each([
    { frame: '81', masked: '81' },
    { frame: '82 7e 0100', masked: '82fe010037fa213d' },
    { frame: '82 7f 0000000000010000 00', masked: '82ff000000000001000037fa213d37' },
  ])('masks as much as there is of $frame', ({ frame, masked }) => {
    expect(hexOf(maskFrame(bytesOf(frame), bytesOf('37fa213d')))).toBe(masked);
  });
});

describe('showFrame', () => {
  it('shows the header and a short payload', () => {
    expect(showFrame(bytesOf(`81 05 ${HELLO}`))).toBe(`81 05 ${HELLO}`);
  });

  it('shows where a long payload begins, and its hash', () => {
    const shown = showFrame(encodeFrame({ first: 0x82, payload: Buffer.alloc(300) }));
    expect(shown).toBe(`82 7e 012c ${'00'.repeat(24)}… (300 bytes, SHA-1 b23b62bb…)`);
  });
});
