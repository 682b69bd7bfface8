import { describe, expect, it } from 'vitest';
import { shared } from '../../src/node/shared.ts';
import { zlibDeflater } from '../../src/node/zlib-deflater.ts';
import { Opcode } from '../../src/vocabulary/opcode.ts';
import { bytesOf, hexOf } from '../support/bytes-of.ts';

describe('shared', () => {
  it.each([
    { name: 'a string as text', message: 'aé', opcode: Opcode.text, payload: '61c3a9', frame: '810361c3a9' },
    { name: 'an empty string as text', message: '', opcode: Opcode.text, payload: '', frame: '8100' },
    { name: 'bytes as binary', message: bytesOf('00ff'), opcode: Opcode.binary, payload: '00ff', frame: '820200ff' },
    { name: 'a Buffer as binary', message: Buffer.from('a'), opcode: Opcode.binary, payload: '61', frame: '820161' },
  ])('sends $name (§5.6)', ({ message, opcode, payload, frame }) => {
    const made = shared(message);
    expect({ opcode: made.opcode, payload: hexOf(made.payload), frame: hexOf(made.frame) }).toEqual({ opcode, payload, frame });
  });

  it('does not copy bytes', () => {
    const bytes = bytesOf('00ff');
    expect(shared(bytes).payload).toBe(bytes);
  });

  it('is deflated where that makes it smaller (RFC 7692 §7.2.1)', () => {
    const deflater = zlibDeflater({ level: 6, memLevel: 8 }, 15);
    expect(hexOf(shared('a'.repeat(100)).deflatedFrameSync(deflater))).toMatch(/^c1/);
    expect(hexOf(shared('a').deflatedFrameSync(deflater))).toBe('810161');
  });
});
