import { describe, expect, it } from 'vitest';
import { jsonCodec } from '../../src/codec/json-codec.ts';
import { EVERY_ENVELOPE } from '../support/every-envelope.ts';

describe('jsonCodec', () => {
  it.each(EVERY_ENVELOPE)('writes $name (§2)', ({ envelope, json }) => {
    expect(jsonCodec.encode(envelope)).toBe(json);
  });

  it.each(EVERY_ENVELOPE)('reads $name (§2)', ({ envelope, json }) => {
    expect(jsonCodec.decode(json)).toEqual(envelope);
  });
});
