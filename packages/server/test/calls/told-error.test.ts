import { compiledChecks, contract, procedure, RpcError } from '@trunkline/protocol';
import { declaredError, systemError } from '@trunkline/protocol/wire';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { procedureEntry } from '../../src/calls/procedure-entry.ts';
import { toldError } from '../../src/calls/told-error.ts';
import { testScope } from '../support/served.ts';
import { slowText } from '../support/slow-schema.ts';

const When = Type.Codec(Type.String())
  .Decode((text) => new Date(text))
  .Encode((date) => date.toISOString());
const { quote } = contract({
  procedures: {
    quote: procedure({
      errors: { Late: Type.Object({ since: When, size: Type.Number() }), Shut: null, Slow: slowText, Any: Type.Unknown() },
    }),
  },
}).procedures;
const entry = procedureEntry(quote, () => {}, compiledChecks);

const internal = new RpcError('Internal', -32603, 'the call failed', { errorId: 'error-1' });

describe('toldError', () => {
  it('encodes the data of a declared error', () => {
    const scope = testScope();
    expect(toldError(declaredError('Late', { since: new Date(0), size: 1 }), entry, scope)).toStrictEqual(
      declaredError('Late', { since: '1970-01-01T00:00:00.000Z', size: 1 }),
    );
    expect(toldError(declaredError('Shut', undefined), entry, scope)).toStrictEqual(declaredError('Shut', undefined));
    expect(scope.log.lines).toEqual([]);
  });

  it('does not check them where the server does not check', () => {
    const scope = testScope({ isChecking: false });
    expect(toldError(declaredError('Late', { since: new Date(0), size: 'x' }), entry, scope)).toMatchObject({
      name: 'Late',
      data: { size: 'x' },
    });
  });

  it('waits for a schema that takes time', async () => {
    const told = toldError(declaredError('Slow', 'x'), entry, testScope());
    expect(told).toBeInstanceOf(Promise);
    expect(await told).toStrictEqual(declaredError('Slow', 'x!'));
  });

  it('knows a declared error of another copy of the protocol package', () => {
    const elsewhere = Object.assign(new Error('Shut'), { name: 'Shut', code: 1, data: undefined });
    expect(toldError(elsewhere, entry, testScope())).toStrictEqual(declaredError('Shut', undefined));
  });

  it('passes an error of the system', () => {
    const error = systemError('Forbidden');
    expect(toldError(error, entry, testScope())).toBe(error);
  });

  it.each([
    ['a name that is not declared', declaredError('Odd', 1), 'Odd'],
    ['a name that every object has', declaredError('toString', 1), 'toString'],
    [
      'data that are not what the contract says',
      declaredError('Late', { since: new Date(0), size: 'x' }),
      'the data of the error Late is not what the contract says: /size must be number',
    ],
    ['data where there are none', declaredError('Shut', 1), 'the data of the error Shut is not what the contract says: must be left out'],
    ['data that are no plain data', declaredError('Any', new Map()), 'Any'],
    ['data that a slow schema refuses', declaredError('Slow', 'bad'), 'the data of the error Slow is not what the contract says: is bad'],
    ['data that break their schema', declaredError('Slow', 'broken'), 'the schema is broken'],
    ['anything else', new Error('boom'), 'boom'],
  ])('makes Internal of a declared error with %s, and logs why', async (_, thrown, message) => {
    const scope = testScope();
    expect(await toldError(thrown, entry, scope)).toStrictEqual(internal);
    expect(scope.log.lines).toEqual([
      ['error', { err: expect.objectContaining({ message }), errorId: 'error-1', method: 'quote' }, 'a handler failed'],
    ]);
  });

  it('makes Internal of nothing at all', () => {
    const scope = testScope();
    expect(toldError(undefined, entry, scope)).toStrictEqual(internal);
    expect(scope.log.lines).toEqual([['error', { err: undefined, errorId: 'error-1', method: 'quote' }, 'a handler failed']]);
  });

  it('makes Internal of one whose schema throws at once', () => {
    const { odd } = contract({
      procedures: {
        odd: procedure({
          errors: {
            Odd: Type.Refine(Type.Unknown(), () => {
              throw new Error('the schema is broken');
            }),
          },
        }),
      },
    }).procedures;
    const scope = testScope();
    expect(
      toldError(
        declaredError('Odd', 1),
        procedureEntry(odd, () => {}, compiledChecks),
        scope,
      ),
    ).toStrictEqual(internal);
    expect(scope.log.lines).toMatchObject([['error', { err: { message: 'the schema is broken' }, method: 'odd' }, 'a handler failed']]);
  });
});
