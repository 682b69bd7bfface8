import { EncodedValue } from '../../src/envelope/encoded-value.ts';
import { nested } from './nested.ts';

class Point {
  readonly x = 1;
}

function cyclic(): unknown {
  const value: Record<string, unknown> = {};
  value.self = { value };
  return value;
}

/** Values that no codec carries, and what is said about them. */
export const NOT_PLAIN: readonly { readonly name: string; readonly value: unknown; readonly fault: string }[] = [
  { name: 'a Date', value: new Date(0), fault: 'value is a Date' },
  { name: 'a Map', value: { list: [0, { at: new Map() }] }, fault: 'value.list[1].at is a Map' },
  { name: 'a Set', value: [new Set()], fault: 'value[0] is a Set' },
  { name: 'a RegExp', value: { a: /a/ }, fault: 'value.a is a RegExp' },
  { name: 'an Error', value: { a: new Error('no') }, fault: 'value.a is a Error' },
  { name: 'a Promise', value: Promise.resolve(1), fault: 'value is a Promise' },
  { name: 'an instance of a class', value: [new Point()], fault: 'value[0] is a Point' },
  { name: 'an instance of a class without a name', value: new (class {})(), fault: 'value is a ' },
  { name: 'an object that inherits', value: Object.create({ a: 1 }), fault: 'value is a Object' },
  { name: 'a boxed text', value: Object('a'), fault: 'value is a String' },
  { name: 'an ArrayBuffer', value: new ArrayBuffer(1), fault: 'value is a ArrayBuffer' },
  { name: 'numbers of 16 bits', value: new Uint16Array(1), fault: 'value is a Uint16Array' },
  { name: 'a value that is encoded, inside of another', value: { a: new EncodedValue('json', '1') }, fault: 'value.a is a EncodedValue' },
  { name: 'a bigint', value: { a: 1n }, fault: 'value.a is a bigint' },
  { name: 'a function', value: { a: () => 1 }, fault: 'value.a is a function' },
  { name: 'toJSON', value: { toJSON: () => 1 }, fault: 'value.toJSON is a function' },
  { name: 'a symbol', value: [Symbol('a')], fault: 'value[0] is a symbol' },
  { name: 'NaN', value: [0, Number.NaN], fault: 'value[1] is NaN' },
  { name: 'Infinity', value: { a: { b: Number.POSITIVE_INFINITY } }, fault: 'value.a.b is Infinity' },
  { name: 'minus Infinity', value: Number.NEGATIVE_INFINITY, fault: 'value is -Infinity' },
  { name: 'undefined in an array', value: { a: [1, undefined] }, fault: 'value.a[1] is undefined' },
  { name: 'a hole in an array', value: new Array(1), fault: 'value[0] is undefined' },
  { name: 'a cycle', value: cyclic(), fault: `value${'.self.value'.repeat(32)} nests deeper than 64` },
  { name: 'what nests 65 deep', value: nested(65), fault: `value${'[0]'.repeat(64)} nests deeper than 64` },
  {
    name: 'a key that would change a prototype',
    value: JSON.parse('{"a":{"__proto__":1}}'),
    fault: 'value.a.__proto__ has a reserved name',
  },
  { name: 'the key that means bytes', value: [{ $bytes: 'AA==' }], fault: 'value[0].$bytes has a reserved name' },
  {
    name: 'the key that means bytes, when others are undefined',
    value: { $bytes: 1, a: undefined },
    fault: 'value.$bytes has a reserved name',
  },
];
