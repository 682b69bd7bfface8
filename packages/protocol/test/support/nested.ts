/** An array that nests so deep; 0 is a scalar. */
export function nested(depth: number): unknown {
  let value: unknown = 0;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}

/** The same as JSON text. */
export function nestedJson(depth: number): string {
  return `${'['.repeat(depth)}0${']'.repeat(depth)}`;
}

/** The same as MessagePack in hex. */
export function nestedHex(depth: number): string {
  return `${'91'.repeat(depth)}00`;
}
