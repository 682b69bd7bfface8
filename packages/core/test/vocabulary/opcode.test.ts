import { describe, expect, it } from 'vitest';
import { isControl, isOpcode, MAX_CONTROL_PAYLOAD, Opcode } from '../../src/vocabulary/opcode.ts';

const fourBits = Array.from({ length: 16 }, (_, bits) => bits);

describe('Opcode', () => {
  it('has the six numbers of the registry (§5.2)', () => {
    expect(Opcode).toEqual({ continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 });
  });
});

describe('MAX_CONTROL_PAYLOAD', () => {
  it('is what a short length can say (§5.5)', () => {
    expect(MAX_CONTROL_PAYLOAD).toBe(125);
  });
});

describe('isOpcode', () => {
  it('tells the six defined opcodes from the ten reserved ones (§5.2)', () => {
    expect(fourBits.filter((bits) => isOpcode(bits))).toEqual([0, 1, 2, 8, 9, 10]);
  });
});

describe('isControl', () => {
  it('goes by the top bit alone, so that reserved opcodes are told apart too (§5.5)', () => {
    expect(fourBits.filter((bits) => isControl(bits))).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
  });
});
