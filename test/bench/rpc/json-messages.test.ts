import { describe, expect, it } from 'vitest';
import { readAnswer, readRequest } from './json-messages.ts';

function bytesOf(message: unknown): Buffer {
  return Buffer.from(JSON.stringify(message));
}

describe('readRequest', () => {
  it('reads a call', () => {
    const request = { id: 1, method: 'post', params: { text: 'hi' } };
    expect(readRequest(bytesOf(request))).toEqual(request);
  });

  it.each([[{ id: 1 }], [{ method: 'post' }], [null], [[]]])('refuses %j', (message) => {
    expect(() => readRequest(bytesOf(message))).toThrow(TypeError);
  });
});

describe('readAnswer', () => {
  it('reads what has an id', () => {
    expect(readAnswer(bytesOf({ id: 1, result: null }))).toEqual({ id: 1, result: null });
  });

  it.each([[{ result: null }], [{ id: '1', result: null }], [1]])('refuses %j', (message) => {
    expect(() => readAnswer(bytesOf(message))).toThrow(TypeError);
  });
});
