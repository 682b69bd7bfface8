import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Extension, formatExtensions, parseExtensions } from '../../src/handshake/extension-header.ts';

const wellFormed: { values: string[]; extensions: Extension[] }[] = [
  { values: [], extensions: [] },
  { values: ['foo'], extensions: [{ name: 'foo', params: [] }] },
  { values: ['foo; bar'], extensions: [{ name: 'foo', params: [['bar', true]] }] },
  { values: ['foo;bar=baz'], extensions: [{ name: 'foo', params: [['bar', 'baz']] }] },
  { values: ['foo;bar="baz"'], extensions: [{ name: 'foo', params: [['bar', 'baz']] }] },
  { values: ['foo;bar="b\\a\\z"'], extensions: [{ name: 'foo', params: [['bar', 'baz']] }] },
  {
    values: [' foo\t; bar = baz ;qux = "1" '],
    extensions: [
      {
        name: 'foo',
        params: [
          ['bar', 'baz'],
          ['qux', '1'],
        ],
      },
    ],
  },
  {
    values: ['foo;a;a=1;a'],
    extensions: [
      {
        name: 'foo',
        params: [
          ['a', true],
          ['a', '1'],
          ['a', true],
        ],
      },
    ],
  },
  {
    values: ['foo, foo;a'],
    extensions: [
      { name: 'foo', params: [] },
      { name: 'foo', params: [['a', true]] },
    ],
  },
  {
    values: ['foo;a', 'bar, baz'],
    extensions: [
      { name: 'foo', params: [['a', true]] },
      { name: 'bar', params: [] },
      { name: 'baz', params: [] },
    ],
  },
  { values: ['', ', foo,,\t,', ''], extensions: [{ name: 'foo', params: [] }] },
  { values: ['__proto__;constructor=toString'], extensions: [{ name: '__proto__', params: [['constructor', 'toString']] }] },
];

const malformed = [
  '',
  ' ',
  ',',
  ';',
  '=',
  '=a',
  ';a',
  'foo;',
  'foo;;a',
  'foo;a;',
  'foo;a,;b',
  'foo bar',
  'foo;a b',
  'foo=a',
  'foo;=',
  'foo;=a',
  'foo;a=',
  'foo;a==b',
  'foo;a=b=c',
  'foo;a=b c',
  'foo;a="b"c',
  'foo;a="b""c"',
  'foo;a=""',
  'foo;a="',
  'foo;a="b',
  'foo;a=b"',
  'foo;a="b\\"',
  'foo;a="b c"',
  'foo;a="b,c"',
  'foo;a="b;c"',
  'foo;a="\\""',
  'foo;a="\\\\"',
  "foo;a='b c'",
  'foo;"a"',
  'foo;"a"=b',
  '"foo"',
  'foo/1',
  'foo\u0000',
  'foo\r\nbar',
  'foo;a=é',
  'foo\u00a0;a',
];

const refusal = expect.objectContaining({ name: 'HandshakeError', problem: 'extensions', status: 400 });

describe('parseExtensions', () => {
  it.each(wellFormed)('parses $values (RFC 6455 §9.1)', ({ values, extensions }) => {
    expect(parseExtensions(values)).toEqual(extensions);
  });

  it.each(malformed)('rejects %j (RFC 6455 §9.1)', (value) => {
    expect(() => parseExtensions([value])).toThrow(refusal);
  });

  it('rejects a quoted string that continues in the next header line', () => {
    expect(() => parseExtensions(['foo;a="b', 'c"'])).toThrow(refusal);
  });

  it('rejects a malformed line beside well-formed ones', () => {
    expect(() => parseExtensions(['foo', 'bar;', 'baz'])).toThrow(refusal);
  });

  it('answers or throws a HandshakeError, whatever it is given', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '8', ',', ';', '=', '"', '\\', ' ', '\t', '\n', 'é', '\u0000'), maxLength: 24 });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 3 }), (values) => {
        expect(problemOf(() => parseExtensions(values))).toBeOneOf([undefined, refusal]);
      }),
      { numRuns: 2000 },
    );
  });

  const hostile = [
    { name: 'spaces before a bad character', line: `foo${' '.repeat(1 << 18)}/` },
    { name: 'an unending quoted string', line: `foo;a="${'b'.repeat(1 << 18)}` },
    { name: 'an unending run of escapes', line: `foo;a="${'\\b'.repeat(1 << 17)}` },
    { name: 'a run of backslashes', line: `foo;a="${'\\'.repeat(1 << 18)}"` },
    { name: 'many unclosed quotes', line: 'foo;a="b,'.repeat(1 << 15) },
    { name: 'many empty parameters', line: `foo${';'.repeat(1 << 18)}` },
    { name: 'many empty elements', line: ', \t'.repeat(1 << 17) },
  ];

  // Quadratic time would be a minute: the test would time out.
  it.each(hostile)('rejects $name in linear time', { timeout: 10_000 }, ({ line }) => {
    expect(() => parseExtensions([line])).toThrow(refusal);
  });

  it('parses many offers in linear time', { timeout: 10_000 }, () => {
    expect(parseExtensions(['permessage-deflate;a="1",'.repeat(1 << 14)])).toHaveLength(1 << 14);
  });
});

describe('formatExtensions', () => {
  it('writes names, parameters and values', () => {
    const extensions: Extension[] = [
      {
        name: 'foo',
        params: [
          ['a', true],
          ['b', '1'],
        ],
      },
      { name: 'bar', params: [] },
    ];
    expect(formatExtensions(extensions)).toBe('foo; a; b=1, bar');
  });

  const token = fc.string({ unit: fc.constantFrom(..."!#$%&'*+-.^_`|~09AZaz"), minLength: 1, maxLength: 8 });
  const param = fc.tuple(token, fc.oneof(token, fc.constant<true>(true)));
  const extension = fc.record({ name: token, params: fc.array(param, { maxLength: 4 }) }, { noNullPrototype: true });
  const list = fc.array(extension, { minLength: 1, maxLength: 4 });

  it('is undone by parseExtensions', () => {
    fc.assert(
      fc.property(list, (extensions) => {
        expect(parseExtensions([formatExtensions(extensions)])).toEqual(extensions);
      }),
    );
  });

  it('is undone the same where each extension stands on its own line and its values are quoted', () => {
    const quoted = (extensions: readonly Extension[]): string[] =>
      extensions.map(({ name, params }) =>
        [name, ...params.map(([key, value]) => (value === true ? key : `${key}="${value.replace(/./g, '\\$&')}"`))].join(' ;\t'),
      );
    fc.assert(
      fc.property(list, (extensions) => {
        expect(parseExtensions(quoted(extensions))).toEqual(extensions);
      }),
    );
  });
});

function problemOf(parse: () => unknown): unknown {
  try {
    parse();
    return undefined;
  } catch (error) {
    return error;
  }
}
