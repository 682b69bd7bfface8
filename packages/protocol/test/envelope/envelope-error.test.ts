import { describe, expect, it } from 'vitest';
import { EnvelopeError } from '../../src/envelope/envelope-error.ts';

describe('EnvelopeError', () => {
  it('says by a stable code what the peer did', () => {
    const cause = new SyntaxError('no JSON');
    const error = new EnvelopeError('unreadable', { cause });
    expect(error).toBeInstanceOf(Error);
    expect({ name: error.name, problem: error.problem, message: error.message, cause: error.cause }).toEqual({
      name: 'EnvelopeError',
      problem: 'unreadable',
      message: 'peer sent a bad envelope: unreadable',
      cause,
    });
  });

  it('has no cause where nothing else failed', () => {
    expect('cause' in new EnvelopeError('bad-id')).toBe(false);
  });
});
