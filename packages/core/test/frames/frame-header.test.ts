import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type FrameHeader,
  firstByte,
  type HeaderRules,
  headerRules,
  headerSize,
  readFrameHeader,
  writeFrameHeader,
} from '../../src/frames/frame-header.ts';
import type { Role } from '../../src/vocabulary/role.ts';
import { bytesOf, hexOf } from '../support/bytes-of.ts';
import { violationOf } from '../support/violation-of.ts';

const ROLES: readonly Role[] = ['client', 'server'];

function emptyHeader(): FrameHeader {
  return { fin: false, rsv1: false, opcode: 0, length: 0, maskingKey: 0 };
}

/** What is read of a header's bytes: the size, and all fields. */
function read(wire: Uint8Array, rules: Partial<HeaderRules> = {}): { size: number; header: FrameHeader } {
  const header = emptyHeader();
  return { size: readFrameHeader(wire, 0, wire.length, { role: 'server', deflate: false, ...rules }, header), header };
}

/** Each length form at its borders (§5.2); the key is masked in as 37 fa 21 3d. */
const lengths = [
  { length: 0, hex: '00' },
  { length: 1, hex: '01' },
  { length: 125, hex: '7d' },
  { length: 126, hex: '7e 007e' },
  { length: 127, hex: '7e 007f' },
  { length: 255, hex: '7e 00ff' },
  { length: 256, hex: '7e 0100' },
  { length: 32_768, hex: '7e 8000' },
  { length: 65_535, hex: '7e ffff' },
  { length: 65_536, hex: '7f 0000000000010000' },
  { length: 2 ** 31, hex: '7f 0000000080000000' },
  { length: 2 ** 32 - 1, hex: '7f 00000000ffffffff' },
  { length: 2 ** 32, hex: '7f 0000000100000000' },
  { length: 2 ** 53 - 1, hex: '7f 001fffffffffffff' },
];
const headers = lengths.flatMap(({ length, hex }) => {
  const wire = bytesOf(`82 ${hex}`);
  const masked = bytesOf(`82 ${hex} 37fa213d`);
  masked[1] = (masked[1] ?? 0) | 0x80;
  const header = { fin: true, rsv1: false, opcode: 2, length };
  return [
    { kind: 'unmasked', role: 'client' as const, wire, header: { ...header, maskingKey: 0 }, key: undefined },
    { kind: 'masked', role: 'server' as const, wire: masked, header: { ...header, maskingKey: 0x3d21fa37 }, key: 0x3d21fa37 },
  ].map((row) => ({ length, ...row }));
});

describe('headerRules', () => {
  it.each(ROLES.flatMap((role) => [true, false].map((deflate) => ({ role, deflate }))))(
    'are one object for all alike: %j',
    ({ role, deflate }) => {
      expect(headerRules(role, deflate)).toEqual({ role, deflate });
      expect(headerRules(role, deflate)).toBe(headerRules(role, deflate));
    },
  );
});

describe('readFrameHeader', () => {
  it.each(headers)('reads a $kind header for $length bytes, and waits while any of it is missing (§5.2)', ({ wire, role, header }) => {
    for (let missing = wire.length; missing > 0; missing--) {
      expect(read(wire.subarray(0, wire.length - missing), { role })).toEqual({ size: 0, header: emptyHeader() });
    }
    expect(read(wire, { role })).toEqual({ size: wire.length, header });
  });

  it('reads between its borders only', () => {
    const header = emptyHeader();
    const wire = bytesOf('ff ff 81 85 37fa213d ff');
    expect(readFrameHeader(wire, 2, 7, { role: 'server', deflate: false }, header)).toBe(0);
    expect(readFrameHeader(wire, 2, 8, { role: 'server', deflate: false }, header)).toBe(6);
    expect(header).toEqual({ fin: true, rsv1: false, opcode: 1, length: 5, maskingKey: 0x3d21fa37 });
  });

  it('leaves nothing of the frame before in a header that is used again', () => {
    const header = { fin: true, rsv1: true, opcode: 10, length: 99, maskingKey: 99 };
    readFrameHeader(bytesOf('01 00'), 0, 2, { role: 'client', deflate: false }, header);
    expect(header).toEqual({ fin: false, rsv1: false, opcode: 1, length: 0, maskingKey: 0 });
  });

  it.each([0x3, 0x4, 0x5, 0x6, 0x7, 0xb, 0xc, 0xd, 0xe, 0xf])('refuses the reserved opcode %d (§5.2)', (opcode) => {
    expect(violationOf(() => read(Uint8Array.of(0x80 | opcode, 0x80)))).toBe('unknown-opcode');
  });

  it.each([0x0, 0x1, 0x2, 0x8, 0x9, 0xa])('reads the opcode %d (§5.2)', (opcode) => {
    expect(read(Uint8Array.of(0x80 | opcode, 0x00), { role: 'client' })).toEqual({
      size: 2,
      header: { fin: true, rsv1: false, opcode, length: 0, maskingKey: 0 },
    });
  });

  it.each(
    ROLES.flatMap((role) =>
      [true, false].flatMap((deflate) =>
        Array.from({ length: 8 }, (_, bits) => ({
          role,
          deflate,
          bits,
          violation: bits === 0 || (bits === 4 && deflate) ? undefined : 'reserved-bits',
        })),
      ),
    ),
  )(
    'answers $violation for the reserved bits $bits on a $role with deflate $deflate (§5.2, RFC 7692 §6)',
    ({ role, deflate, bits, violation }) => {
      const wire = Uint8Array.of(0x81 | (bits << 4), role === 'server' ? 0x80 : 0x00, 0, 0, 0, 0);
      expect(violationOf(() => read(wire, { role, deflate }))).toBe(violation);
    },
  );

  it.each([1, 2])('reads RSV1 of the message opcode %d where deflate is agreed (RFC 7692 §6)', (opcode) => {
    expect(read(Uint8Array.of(0xc0 | opcode, 0x00), { role: 'client', deflate: true }).header).toEqual({
      fin: true,
      rsv1: true,
      opcode,
      length: 0,
      maskingKey: 0,
    });
  });

  it.each([
    { name: 'an unmasked frame from a client (§5.1)', hex: '81 05', violation: 'wrong-mask' },
    { name: 'a masked frame from a server (§5.1)', hex: '81 85', role: 'client' as const, violation: 'wrong-mask' },
    { name: 'a close in fragments (§5.4)', hex: '08 80', violation: 'control-fragmented' },
    { name: 'a ping in fragments (§5.4)', hex: '09 80', violation: 'control-fragmented' },
    { name: 'a pong in fragments (§5.4)', hex: '0a 80', violation: 'control-fragmented' },
    { name: 'a close of 126 bytes and more (§5.5)', hex: '88 fe', violation: 'control-too-long' },
    { name: 'a ping of 126 bytes and more (§5.5)', hex: '89 fe', violation: 'control-too-long' },
    { name: 'a pong of 65,536 bytes and more (§5.5)', hex: '8a ff', violation: 'control-too-long' },
    { name: 'a compressed ping (RFC 7692 §6.1)', hex: 'c9 80', deflate: true, violation: 'control-compressed' },
    { name: 'a compressed close (RFC 7692 §6.1)', hex: 'c8 80', deflate: true, violation: 'control-compressed' },
    { name: 'RSV1 on a continuation (RFC 7692 §6.1)', hex: 'c0 80', deflate: true, violation: 'continuation-compressed' },
    { name: 'RSV1 on an unfinished continuation (RFC 7692 §6.1)', hex: '40 80', deflate: true, violation: 'continuation-compressed' },
    { name: 'RSV1 on a continuation without deflate (§5.2)', hex: 'c0 80', violation: 'reserved-bits' },
  ])('refuses $name by its first two bytes', ({ name: _, hex, violation, ...rules }) => {
    expect(violationOf(() => read(bytesOf(hex), rules))).toBe(violation);
  });

  it('reads a control frame of 125 bytes (§5.5)', () => {
    expect(read(bytesOf('89 fd 01020304'))).toEqual({
      size: 6,
      header: { fin: true, rsv1: false, opcode: 9, length: 125, maskingKey: 0x04030201 },
    });
  });

  it.each(['7e 0000', '7e 007d', '7f 0000000000000000', '7f 000000000000007d', '7f 000000000000007e', '7f 000000000000ffff'])(
    'refuses the length %s, which has a shorter form (§5.2)',
    (hex) => {
      expect(violationOf(() => read(bytesOf(`82 ${hex}`), { role: 'client' }))).toBe('length-not-minimal');
    },
  );

  it.each(['7f 8000000000000000', '7f ffffffffffffffff', '7f 7fffffffffffffff', '7f 0020000000000000'])(
    'refuses the length %s, which sets the top bit or cannot be counted (§5.2)',
    (hex) => {
      expect(violationOf(() => read(bytesOf(`82 ${hex}`), { role: 'client' }))).toBe('length-out-of-range');
    },
  );
});

describe('headerSize', () => {
  it.each([
    [0, 2],
    [125, 2],
    [126, 4],
    [65_535, 4],
    [65_536, 10],
    [2 ** 53 - 1, 10],
  ])('answers for %d bytes: %d, and four more with a key (§5.2)', (length, size) => {
    expect([headerSize(length, false), headerSize(length, true)]).toEqual([size, size + 4]);
  });
});

describe('firstByte', () => {
  it.each([
    [true, false, 0x1, 0x81],
    [false, false, 0x2, 0x02],
    [true, true, 0x2, 0xc2],
    [false, true, 0x1, 0x41],
    [true, false, 0xa, 0x8a],
  ])('joins FIN %s, RSV1 %s and opcode %d (§5.2)', (fin, rsv1, opcode, byte) => {
    expect(firstByte(fin, rsv1, opcode)).toBe(byte);
  });
});

describe('writeFrameHeader', () => {
  it.each(headers)('writes a $kind header for $length bytes, and no byte more (§5.2)', ({ length, wire, key }) => {
    const target = new Uint8Array(wire.length + 4).fill(0xee);
    writeFrameHeader(target, 2, 0x82, length, key);
    expect(hexOf(target)).toBe(`eeee${hexOf(wire)}eeee`);
  });

  it('masks with the key 0 too, which is as good as any', () => {
    const target = new Uint8Array(6).fill(0xee);
    writeFrameHeader(target, 0, 0x81, 5, 0);
    expect(hexOf(target)).toBe('818500000000');
  });

  it('writes what readFrameHeader reads', () => {
    const anyLength = fc.oneof(fc.nat(130), fc.integer({ min: 65_000, max: 66_000 }), fc.maxSafeNat());
    const anyKey = fc.option(fc.integer(), { nil: undefined });
    const anyKind = fc.record({ fin: fc.boolean(), rsv1: fc.boolean(), opcode: fc.constantFrom(1, 2) });
    fc.assert(
      fc.property(anyKind, anyLength, anyKey, fc.nat(5), ({ fin, rsv1, opcode }, length, key, at) => {
        const size = headerSize(length, key !== undefined);
        const target = new Uint8Array(at + size);
        writeFrameHeader(target, at, firstByte(fin, rsv1, opcode), length, key);
        expect(read(target.subarray(at), { role: key === undefined ? 'client' : 'server', deflate: true })).toEqual({
          size,
          header: { fin, rsv1, opcode, length, maskingKey: key ?? 0 },
        });
      }),
    );
  });
});
