import { describe, expect, it, vi } from 'vitest';
import { chooseSubprotocol, hasRepeats, validateSubprotocols } from '../../src/handshake/subprotocol.ts';

describe('chooseSubprotocol', () => {
  it.each([
    { offered: ['a', 'b'], supported: ['b', 'a'], chosen: 'a' },
    { offered: ['x', 'b'], supported: ['a', 'b'], chosen: 'b' },
    { offered: ['A'], supported: ['a'], chosen: undefined },
    { offered: ['a'], supported: [], chosen: undefined },
    { offered: [], supported: ['a'], chosen: undefined },
  ])("takes $chosen of $offered, in the client's order, for $supported (RFC 6455 §4.2.2)", ({ offered, supported, chosen }) => {
    expect(chooseSubprotocol(offered, supported)).toBe(chosen);
  });

  it('lets a function choose one of those offered, or none', () => {
    expect(chooseSubprotocol(['a', 'b'], (offered) => offered.at(-1))).toBe('b');
    expect(chooseSubprotocol(['a', 'b'], () => undefined)).toBeUndefined();
  });

  it('does not ask the function when nothing is offered', () => {
    const choose = vi.fn(() => 'a');
    expect(chooseSubprotocol([], choose)).toBeUndefined();
    expect(choose).not.toHaveBeenCalled();
  });

  it.each(['c', '', 'A'])('throws a TypeError when the function chooses %j, which was not offered', (chosen) => {
    const message = `the subprotocol ${JSON.stringify(chosen)} was not offered; choose one of those given, or undefined`;
    expect(() => chooseSubprotocol(['a', 'b'], () => chosen)).toThrow(new TypeError(message));
  });
});

describe('validateSubprotocols', () => {
  it.each([[[]], [['a']], [['a', 'A', 'v1.chat+json']]])('takes %j', (protocols) => {
    expect(() => validateSubprotocols(protocols)).not.toThrow();
  });

  it.each([[['']], [['a b']], [['a,b']], [['a', 'é']], [['a\r\nX: y']], [['"a"']]])(
    'rejects %j: not a token (RFC 6455 §4.1)',
    (protocols) => {
      expect(() => validateSubprotocols(protocols)).toThrow(TypeError);
      expect(() => validateSubprotocols(protocols)).toThrow('it must be a token');
    },
  );

  it('rejects a repeat (RFC 6455 §4.1)', () => {
    expect(() => validateSubprotocols(['a', 'b', 'a'])).toThrow(new TypeError('a subprotocol may be named only once'));
  });
});

describe('hasRepeats', () => {
  it.each([
    [[], false],
    [['a', 'A'], false],
    [['a', 'b', 'a'], true],
  ])('of %j is %s', (names, expected) => {
    expect(hasRepeats(names)).toBe(expected);
  });
});
