import { describe, expect, it } from 'vitest';
import { jsonCodec } from '../../src/codec/json-codec.ts';
import { EncodedValue } from '../../src/envelope/encoded-value.ts';

describe('EncodedValue', () => {
  it('is a value in the form of one codec', () => {
    const { codec, payload } = new EncodedValue('json', '{"symbol":"ACME"}');
    expect({ codec, payload }).toEqual({ codec: 'json', payload: '{"symbol":"ACME"}' });
  });

  it('is safe from changes that the owner of the value makes later', () => {
    const params = { symbol: 'ACME' };
    const encoded = jsonCodec.encodeValue(params);
    params.symbol = 'another';
    expect(encoded).toEqual(new EncodedValue('json', '{"symbol":"ACME"}'));
    expect(jsonCodec.decode(jsonCodec.encode({ kind: 'notify', method: 'quote', params: encoded }))).toMatchObject({
      params: { symbol: 'ACME' },
    });
  });
});
