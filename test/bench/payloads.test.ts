import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { binaryPayload, jsonText } from './payloads.ts';

describe('jsonText', () => {
  it.each([64, 65, 200, 1_024, 16_384])('makes JSON of exactly %i bytes of ASCII', (byteLength) => {
    const text = jsonText(byteLength);
    expect(Buffer.byteLength(text)).toBe(byteLength);
    expect(JSON.stringify(JSON.parse(text))).toBe(text); // what Socket.IO makes of the parsed value
  });

  it('can be compressed as the JSON of an API can, neither to nothing nor hardly', () => {
    const ratio = deflateRawSync(jsonText(1_024)).length / 1_024;
    expect(ratio).toBeGreaterThan(0.15);
    expect(ratio).toBeLessThan(0.5);
  });
});

describe('binaryPayload', () => {
  it('has every value of a byte', () => {
    expect(new Set(binaryPayload(256)).size).toBe(256);
  });
});
