import { describe, expect, it } from 'vitest';
import { isRpcError } from '../../src/envelope/is-rpc-error.ts';
import { declaredError, fromWireError, OutcomeUnknownError, systemError } from '../../src/envelope/rpc-error.ts';

/** An error as another copy of this package would make it. */
function foreign(name: string, members: object): Error {
  return Object.assign(new Error('foreign'), { name, ...members });
}

describe('isRpcError', () => {
  it.each([
    ['a system error', systemError('Forbidden')],
    ['a declared error', declaredError('Broke', { missing: 200 })],
    ['an unknown outcome', new OutcomeUnknownError('lost')],
    ['what came from the wire with a code that nobody knows', fromWireError({ code: -31_999, message: 'odd' })],
    ['a system error of another copy', foreign('Forbidden', { code: -32_002, data: undefined })],
    ['a declared error of another copy', foreign('Broke', { code: 1, data: null })],
  ])('takes %s', (_, error) => {
    expect(isRpcError(error)).toBe(true);
  });

  it.each([
    ['an ordinary error', new Error('broken')],
    ['an error of Node', foreign('Error', { code: 'ENOENT', errno: -2, syscall: 'open' })],
    ['a DOMException, whose code is 20', new DOMException('aborted', 'AbortError')],
    ['a DOMException, whose code is 1', new DOMException('too much', 'IndexSizeError')],
    ['an error with a name that is none of ours', foreign('Forbid', { code: -32_002, data: undefined })],
    ['an error with a text for its code', foreign('Forbidden', { code: '-32002', data: undefined })],
    ['what is no error', { name: 'Forbidden', code: -32_002, data: undefined }],
    ['nothing', undefined],
  ])('does not take %s', (_, thrown) => {
    expect(isRpcError(thrown)).toBe(false);
  });
});
