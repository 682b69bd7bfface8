import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../src/contract/calls.ts';
import { isError } from '../../src/contract/is-error.ts';
import { procedure } from '../../src/contract/procedure.ts';
import { declaredError, fromWireError, OutcomeUnknownError, systemError } from '../../src/envelope/rpc-error.ts';

const quote = procedure({ errors: { UnknownSymbol: Type.Object({ symbol: Type.String() }), MarketClosed: null } });
const unknownSymbol = declaredError('UnknownSymbol', { symbol: 'ACME' });

/** As a second copy of the package in the program makes it: another class, the same members. */
const foreign = Object.assign(new Error('UnknownSymbol'), { name: 'UnknownSymbol', code: 1, data: { symbol: 'ACME' } });
const foreignSystem = Object.assign(new Error('lost'), { name: 'OutcomeUnknown', code: 0, data: undefined });

describe('isError', () => {
  it.each([
    ['the same', unknownSymbol, true],
    ['one from the wire', fromWireError({ code: 1, message: 'x', data: { name: 'UnknownSymbol' } }), true],
    ['one of another copy of the package', foreign, true],
    ['another declared one', declaredError('MarketClosed', undefined), false],
    ['a system error', systemError('Internal'), false],
    ['an error that only has the name', Object.assign(new Error('x'), { name: 'UnknownSymbol' }), false],
    ['an error with another code', Object.assign(new Error('x'), { name: 'UnknownSymbol', code: 7 }), false],
    ['an error with a code of its own', Object.assign(new Error('x'), { name: 'UnknownSymbol', code: 'ENOENT' }), false],
    ['what is no error', { name: 'UnknownSymbol', code: 1 }, false],
    ['undefined', undefined, false],
  ])('knows a declared error: %s', (_, error, known) => {
    const call: Caller<typeof quote, 'client'> = () => Promise.resolve();
    expect([isError(error, quote, 'UnknownSymbol'), isError(error, call, 'UnknownSymbol')]).toEqual([known, known]);
  });

  it.each([
    ['the same', new OutcomeUnknownError('lost'), true],
    ['one of another copy of the package', foreignSystem, true],
    ['another of the system', systemError('Closed'), false],
    ['a declared one of that name, from a server that is not ours', declaredError('OutcomeUnknown', undefined), false],
    ['what is no error', 'OutcomeUnknown', false],
  ])('knows an error of the system: %s', (_, error, known) => {
    expect(isError(error, 'OutcomeUnknown')).toBe(known);
  });

  it('tells the type of the data', () => {
    const caught: unknown = unknownSymbol;
    expect(isError(caught, quote, 'UnknownSymbol') && caught.data.symbol).toBe('ACME');
  });
});
