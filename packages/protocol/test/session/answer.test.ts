import { describe, expect, it } from 'vitest';
import { declaredError, systemError } from '../../src/envelope/rpc-error.ts';
import { responseOf } from '../../src/session/answer.ts';

describe('responseOf', () => {
  it('carries a result, `undefined` too', () => {
    expect(responseOf(3, { result: [1] })).toEqual({ kind: 'response', id: 3, result: [1] });
    expect(responseOf(-1, { result: undefined })).toStrictEqual({ kind: 'response', id: -1, result: undefined });
  });

  it('carries an error in the form of the wire', () => {
    expect(responseOf(3, { error: systemError('Forbidden', 'not you') })).toEqual({
      kind: 'response',
      id: 3,
      error: { code: -32002, message: 'not you' },
    });
    expect(responseOf(3, { error: declaredError('SoldOut', { left: 0 }) })).toEqual({
      kind: 'response',
      id: 3,
      error: { code: 1, message: 'SoldOut', data: { name: 'SoldOut', data: { left: 0 } } },
    });
  });
});
