/** Tells whether two values of plain data (JSON's types and `Uint8Array`) hold the same; the order of an object's members does not count. */
export function isSamePlain(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (isList(one) || isList(other)) return isList(one) && isList(other) && isSameList(one, other);
  const entries = Object.entries(one);
  const others = new Map(Object.entries(other));
  return entries.length === others.size && entries.every(([key, value]) => others.has(key) && isSamePlain(value, others.get(key)));
}

function isList(value: object): value is ArrayLike<unknown> {
  return Array.isArray(value) || value instanceof Uint8Array;
}

/** Bytes are no array of numbers. */
function isSameList(one: ArrayLike<unknown>, other: ArrayLike<unknown>): boolean {
  if (Array.isArray(one) !== Array.isArray(other) || one.length !== other.length) return false;
  return Array.prototype.every.call(one, (value, index) => isSamePlain(value, other[index]));
}
