import { OutcomeUnknownError, RpcError } from '@trunkline/protocol';
import { declaredError, systemError } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { isPlain, isTold, rpcErrorOf } from '../../src/calls/rpc-error-of.ts';
import { ReadingLog } from '../support/reading-log.ts';
import { testScope } from '../support/served.ts';

/** An error as another copy of the protocol package makes it. */
function fromElsewhere(name: string, code: number, data: unknown): Error {
  return Object.assign(new Error(name), { name, code, data });
}

const untold: readonly (readonly [what: string, thrown: unknown])[] = [
  ['an error of the application', new Error('secret')],
  ['Internal, which may come from elsewhere', systemError('Internal', 'secret', { stack: 'secret' })],
  ['what was never on a wire: OutcomeUnknown', new OutcomeUnknownError('unknown')],
  ['what was never on a wire: Closed', systemError('Closed')],
  ['an error that no procedure here declares', declaredError('Odd', 1)],
  ['the name of the system with another code', new RpcError('Forbidden', -32001, 'odd', undefined)],
  ['a code of the system with another name', new RpcError('Odd', -32002, 'odd', undefined)],
  ['an error whose data cannot be sent', systemError('Forbidden', 'no', { since: new Date(0) })],
  ['a DOMException, which has a code too', new DOMException('aborted', 'AbortError')],
  ['a text', 'secret'],
  ['nothing', undefined],
];

describe('rpcErrorOf', () => {
  it.each([
    ['Forbidden', systemError('Forbidden', 'not yours', { why: 'x' })],
    ['Unavailable', systemError('Unavailable', 'later', { retryAfterMs: 5 })],
    ['Cancelled', systemError('Cancelled')],
    ['that of another copy of the package', fromElsewhere('NotJoined', -32008, undefined)],
  ])('passes an error of the system as it is: %s', (_, error) => {
    const scope = testScope();
    expect([rpcErrorOf(error, {}, scope), scope.log.lines]).toEqual([error, []]);
    expect(rpcErrorOf(error, {}, scope)).toBe(error);
  });

  it.each(untold)('makes Internal of %s, and logs it under its error id', (_, thrown) => {
    const scope = testScope();
    const error = rpcErrorOf(thrown, { topic: 'prices' }, scope);
    expect(error).toStrictEqual(new RpcError('Internal', -32603, 'the call failed', { errorId: 'error-1' }));
    expect([error.code, error.data, error.cause]).toEqual([-32603, { errorId: 'error-1' }, undefined]);
    expect(scope.log.lines).toEqual([['error', { err: thrown, errorId: 'error-1', topic: 'prices' }, 'a handler failed']]);
    expect(scope.log.lines[0]?.[1]).toHaveProperty('err', thrown);
  });

  it('makes Internal even of what cannot be read', () => {
    const log = new ReadingLog();
    const thrown = {
      get stack() {
        throw new Error('no');
      },
    };
    expect(rpcErrorOf(thrown, { method: 'pay' }, { ...testScope(), log })).toEqual(
      systemError('Internal', 'the call failed', { errorId: 'error-1' }),
    );
    expect(log.lines).toEqual([['error', { errorId: 'error-1', method: 'pay' }, 'a handler failed, with something that cannot be read']]);
  });
});

describe('isTold', () => {
  it('tells what passes from what does not', () => {
    expect(isTold(systemError('TooLarge'))).toBe(true);
    expect(untold.filter(([, thrown]) => isTold(thrown))).toEqual([]);
  });
});

describe('isPlain', () => {
  it('tells plain data', () => {
    const values = [undefined, null, { a: [1, Uint8Array.of(1)] }, new Map(), Number.NaN, () => {}];
    expect(values.map(isPlain)).toEqual([true, true, true, false, false, false]);
  });
});
