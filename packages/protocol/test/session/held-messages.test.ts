import { describe, expect, it } from 'vitest';
import { HeldMessages } from '../../src/session/held-messages.ts';
import { problemOf } from '../support/problem-of.ts';

const KIB = 1 << 10;

describe('HeldMessages', () => {
  it('gives back what came, in order, once', () => {
    const held = new HeldMessages();
    const bytes = Uint8Array.of(1, 2);
    held.hold('one');
    held.hold(bytes);
    expect(held.takeAll()).toEqual(['one', bytes]);
    expect(held.takeAll()).toEqual([]);
  });

  it.each([
    { hello: 16 * KIB, more: [], problem: undefined },
    { hello: 16 * KIB + 1, more: [], problem: 'too-much-before-hello' },
    { hello: KIB, more: [15 * KIB], problem: undefined },
    { hello: KIB, more: [15 * KIB + 1], problem: 'too-much-before-hello' },
    { hello: KIB, more: [8 * KIB, 7 * KIB, 1], problem: 'too-much-before-hello' },
  ])('of a hello of $hello bytes and then $more says $problem (§10)', ({ hello, more, problem }) => {
    const held = new HeldMessages();
    const all = () => {
      held.count('x'.repeat(hello));
      for (const bytes of more) held.hold(new Uint8Array(bytes));
    };
    expect(problemOf(all)).toBe(problem);
  });

  it('counts bytes, not letters', () => {
    expect(problemOf(() => new HeldMessages().hold('é'.repeat(8 * KIB)))).toBeUndefined();
    expect(problemOf(() => new HeldMessages().hold('é'.repeat(8 * KIB + 1)))).toBe('too-much-before-hello');
  });

  it('does not hold what is too much', () => {
    const held = new HeldMessages();
    held.hold('kept');
    expect(problemOf(() => held.hold('x'.repeat(16 * KIB)))).toBe('too-much-before-hello');
    expect(held.takeAll()).toEqual(['kept']);
  });

  it('goes on counting once they are taken: the bound is for all that comes before the hello is accepted', () => {
    const held = new HeldMessages();
    held.hold('x'.repeat(16 * KIB));
    held.takeAll();
    expect(problemOf(() => held.hold('x'))).toBe('too-much-before-hello');
  });

  it('does not hold empty messages without end', () => {
    const held = new HeldMessages();
    const flood = () => {
      for (let count = 0; count <= 16 * KIB; count += 1) held.hold('');
    };
    expect(problemOf(flood)).toBe('too-much-before-hello');
  });
});
