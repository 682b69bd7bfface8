import { describe, expect, it } from 'vitest';
import { callTree } from '../../src/calls/call-tree.ts';

function tree() {
  const calls: unknown[] = [];
  const root = callTree((name, args) => {
    calls.push([name, ...args]);
    return `answer of ${name}`;
  });
  /** What stands at the end of a path. */
  const at = (...path: string[]): unknown =>
    path.reduce((node: unknown, key) => (node instanceof Object ? Reflect.get(node, key) : undefined), root);
  const call = (path: string[], ...args: unknown[]): unknown => {
    const node = at(...path);
    return typeof node === 'function' ? Reflect.apply(node, undefined, args) : node;
  };
  return { root, calls, at, call };
}

describe('callTree', () => {
  it('calls by the path of names, at any depth, whatever they are', () => {
    const { call, calls } = tree();
    expect([call(['quote'], 1, 2), call(['orders', 'limits', 'set']), call(['name'], 3)]).toEqual([
      'answer of quote',
      'answer of orders.limits.set',
      'answer of name',
    ]);
    expect(calls).toEqual([['quote', 1, 2], ['orders.limits.set'], ['name', 3]]);
  });

  it('has the same at the same name each time, so that it can be compared and kept', () => {
    const { at } = tree();
    expect(at('orders', 'place')).toBe(at('orders', 'place'));
    expect(at('orders', 'place')).not.toBe(at('orders', 'cancel'));
  });

  it('is no promise, however deep', async () => {
    const { root, at, calls } = tree();
    expect([await root, await at('orders'), calls]).toEqual([root, at('orders'), []]);
  });

  it('calls nothing when a program looks at it as at any object', () => {
    const { root, calls, at } = tree();
    expect([String(root), `${root}`.length > 0, Object.hasOwn(root, 'quote'), root instanceof Function]).toMatchObject([
      expect.any(String),
      true,
      false,
      true,
    ]);
    expect([at('hasOwnProperty'), at('constructor'), calls]).toEqual([Object.prototype.hasOwnProperty, Function, []]);
  });
});
