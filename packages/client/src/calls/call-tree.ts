/** What stands at a name of a tree: called, it calls the procedure of that name; its properties are the names below it. */
export type Invoke = (name: string, args: readonly unknown[]) => unknown;

/**
 * Makes an object whose properties, at any depth, are procedures by their names: a client that knows types only cannot know which there are.
 *
 * It has no `then` and no symbols, or `await client.call` would call a procedure; and what every object has is as in every object, or a
 * program that makes a text of it would. No contract has such names.
 */
export function callTree(invoke: Invoke, name = ''): object {
  const children = new Map<string, object>();
  return new Proxy(() => {}, {
    get(target, key) {
      if (typeof key !== 'string' || key === 'then') return undefined;
      if (key in Object.prototype) return Reflect.get(target, key);
      const known = children.get(key) ?? callTree(invoke, name === '' ? key : `${name}.${key}`);
      children.set(key, known);
      return known;
    },
    apply: (_target, _this, args) => invoke(name, args),
  });
}
