import { compiledChecks, valueValidator } from '@trunkline/protocol';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { InvalidOutputError, outgoing } from '../../src/peer/outgoing.ts';

const When = Type.Codec(Type.String())
  .Decode((text) => new Date(text))
  .Encode((date) => date.toISOString());

describe('outgoing', () => {
  it('encodes, and checks where it is told to', () => {
    const validator = valueValidator(Type.Object({ when: When, size: Type.Number() }), compiledChecks);
    const value = { when: new Date(0), size: 'one' };
    expect([outgoing(validator, value, false), outgoing(validator, value, true)]).toEqual([
      { ok: true, value: { when: '1970-01-01T00:00:00.000Z', size: 'one' } },
      { ok: false, issues: [{ path: '/size', message: 'must be number' }] },
    ]);
  });
});

describe('InvalidOutputError', () => {
  it('names all issues, for a log that shows the message alone too', () => {
    const issues = [
      { path: '', message: 'must be object' },
      { path: '/a/0', message: 'must be number' },
    ];
    const error = new InvalidOutputError('the result', issues);
    expect([error.name, error.message, error.issues]).toEqual([
      'InvalidOutputError',
      'the result is not what the contract says: must be object; /a/0 must be number',
      issues,
    ]);
  });
});
