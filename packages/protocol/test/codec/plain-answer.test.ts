import { describe, expect, it } from 'vitest';
import { encodePlainError, encodePlainResult, joinPlainAnswers } from '../../src/codec/plain-answer.ts';
import { EncodedValue } from '../../src/envelope/encoded-value.ts';

const bytes = Uint8Array.of(0xfb, 0xff, 0);

describe('encodePlainResult', () => {
  it('writes void as null (§6)', () => {
    expect(encodePlainResult(1, undefined)).toBe('{"jsonrpc":"2.0","result":null,"id":1}');
  });

  it('writes bytes as base64 text wherever they are (§2)', () => {
    expect(encodePlainResult('a', { list: [bytes, 'x'], left: undefined, n: 1 })).toBe(
      '{"jsonrpc":"2.0","result":{"list":["+/8A","x"],"n":1},"id":"a"}',
    );
    expect(encodePlainResult(null, bytes)).toBe('{"jsonrpc":"2.0","result":"+/8A","id":null}');
  });

  it('refuses what is not plain data', () => {
    expect(() => encodePlainResult(1, { at: [new Date(0)] })).toThrow(new TypeError('not plain data: value.at[0] is a Date'));
  });

  it('refuses a value encoded for a connection with a session, where bytes look otherwise', () => {
    expect(() => encodePlainResult(1, new EncodedValue('json', '1'))).toThrow(TypeError);
  });
});

describe('encodePlainError', () => {
  it('writes an error', () => {
    expect(encodePlainError(1.5, { code: -32601, message: 'no "a"' })).toBe(
      '{"jsonrpc":"2.0","error":{"code":-32601,"message":"no \\"a\\""},"id":1.5}',
    );
  });

  it('writes the data of an error, bytes as base64 text', () => {
    expect(encodePlainError(1, { code: 1, message: 'Full', data: { name: 'Full', data: bytes } })).toBe(
      '{"jsonrpc":"2.0","error":{"code":1,"message":"Full","data":{"name":"Full","data":"+/8A"}},"id":1}',
    );
  });
});

describe('joinPlainAnswers', () => {
  it.each([
    { isBatch: false, answers: [], joined: undefined },
    { isBatch: true, answers: [], joined: undefined },
    { isBatch: false, answers: ['{}'], joined: '{}' },
    { isBatch: true, answers: ['{}'], joined: '[{}]' },
    { isBatch: true, answers: ['{}', '{}'], joined: '[{},{}]' },
  ])('joins $answers to $joined (batch: $isBatch)', ({ isBatch, answers, joined }) => {
    expect(joinPlainAnswers({ isBatch, members: [] }, answers)).toBe(joined);
  });
});
