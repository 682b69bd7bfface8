import fc from 'fast-check';
import Type, { type TSchema } from 'typebox';
import { describe, expect, it } from 'vitest';
import { compiledChecks, dynamicChecks } from '../../src/validation/typebox-check.ts';
import { typeBoxValidator } from '../../src/validation/typebox-validator.ts';
import { anySchemaAndValue, DateText, NumberText, someInside } from '../support/any-schema.ts';

const now = new Date(0);
const nowText = '1970-01-01T00:00:00.000Z';
const Page = Type.Object({
  symbol: Type.String(),
  limit: Type.Optional(Type.Number({ default: 10 })),
  tags: Type.Array(Type.String(), { default: [] }),
});
const Stamped = Type.Object({
  at: DateText,
  until: Type.Union([DateText, Type.Null()]),
  seen: Type.Optional(DateText),
  list: Type.Array(DateText),
});
const stamped = { at: now, until: null, list: [now, now] };
const stampedText = { at: nowText, until: null, list: [nowText, nowText] };
const Failing = Type.Codec(Type.String())
  .Decode((): string => {
    throw new Error('password of the database');
  })
  .Encode((): string => {
    throw new Error('password of the database');
  });

const ok = (value: unknown) => ({ ok: true, value });
const wrong = (path: string, message: string) => ({ ok: false, issues: [{ path, message }] });

describe.each([
  ['compiled', compiledChecks],
  ['dynamic', dynamicChecks],
])('typeBoxValidator (%s)', (_, checks) => {
  it.each<[string, TSchema, unknown, unknown]>([
    ['checks', Type.Number(), 'x', wrong('', 'must be number')],
    ['leaves unknown properties', Type.Object({ a: Type.Number() }), { a: 1, b: 2 }, ok({ a: 1, b: 2 })],
    ['converts nothing', Type.Object({ a: Type.Number() }), { a: '1' }, wrong('/a', 'must be number')],
    ['fills in defaults', Page, { symbol: 'A' }, ok({ symbol: 'A', limit: 10, tags: [] })],
    ['checks what has defaults', Page, { symbol: 'A', limit: null, tags: [] }, wrong('/limit', 'must be number')],
    ['decodes', Stamped, stampedText, ok(stamped)],
    ['decodes what may be missing', Stamped, { ...stampedText, seen: nowText }, ok({ ...stamped, seen: now })],
    ['checks what is encoded, not what is decoded', Stamped, { ...stampedText, at: now }, wrong('/at', 'must be string')],
    [
      'fills in a default before it decodes',
      Type.Object({
        n: Type.Codec(Type.String({ default: '5' }))
          .Decode(Number)
          .Encode(String),
      }),
      {},
      ok({ n: 5 }),
    ],
    [
      'decodes keys that set prototypes',
      Type.Record(Type.String(), NumberText),
      JSON.parse('{"__proto__":"1"}'),
      ok(JSON.parse('{"__proto__":1}')),
    ],
    [
      'does not tell what a transform throws',
      Type.Object({ list: Type.Array(Failing) }),
      { list: ['a'] },
      wrong('/list/0', 'cannot be decoded'),
    ],
  ])('receive %s', (_name, schema, value, expected) => {
    expect(typeBoxValidator(schema, checks).receive(value)).toEqual(expected);
  });

  it.each<[string, TSchema, unknown, unknown]>([
    ['encodes', Stamped, stamped, ok(stampedText)],
    [
      'encodes the branch that is meant',
      Type.Array(Type.Union([DateText, Type.Number(), Type.String()])),
      [now, 5, 'a'],
      ok([nowText, 5, 'a']),
    ],
    ['checks', Type.Object({ a: Type.Number() }), { a: 'x' }, wrong('/a', 'must be number')],
    ['checks what it encoded', Type.Object({ n: NumberText }), { n: 1.5 }, wrong('/n', 'must match pattern "^-?\\d+$"')],
    ['fills in nothing', Page, { symbol: 'A' }, wrong('', 'must have required properties tags')],
    ['does not tell what a transform throws', Type.Object({ a: Type.Tuple([Failing]) }), { a: ['x'] }, wrong('/a/0', 'cannot be encoded')],
  ])('send %s', (_name, schema, value, expected) => {
    expect(typeBoxValidator(schema, checks).send(value)).toEqual(expected);
  });

  it.each<[string, TSchema, unknown, unknown]>([
    ['encodes', Stamped, stamped, ok(stampedText)],
    ['does not check', Type.Object({ a: Type.Number() }), { a: 'x' }, ok({ a: 'x' })],
    ['reports a transform that throws', Type.Object({ a: Failing }), { a: 'x' }, wrong('/a', 'cannot be encoded')],
  ])('encode %s', (_name, schema, value, expected) => {
    expect(typeBoxValidator(schema, checks).encode(value)).toEqual(expected);
  });

  it.each<[string, TSchema, unknown, unknown]>([
    ['gives back what it was given', Page, { symbol: 'A' }, ok({ symbol: 'A' })],
    ['checks the encoded form', Stamped, stampedText, ok(stampedText)],
    ['refuses the decoded form', Type.Object({ at: DateText }), { at: now }, wrong('/at', 'must be string')],
    ['refuses what is wrong', Page, { symbol: 5 }, wrong('/symbol', 'must be string')],
  ])('check %s', (_name, schema, value, expected) => {
    expect(typeBoxValidator(schema, checks).check(value)).toEqual(expected);
  });

  it('gives the very same value where the schema changes nothing', () => {
    const { receive, send, encode, check } = typeBoxValidator(Type.Object({ a: Type.Array(Type.Number()) }), checks);
    const value = { a: [1], b: {} };
    for (const validate of [receive, send, encode, check]) expect(validate(value)).toHaveProperty('value', value);
    const outcome = receive(value);
    expect(outcome.ok && outcome.value).toBe(value);
  });

  it('gives defaults that nobody else has', () => {
    const { receive } = typeBoxValidator(Page, checks);
    const [one, other] = [receive({ symbol: 'A' }), receive({ symbol: 'A' })].map((outcome) => (outcome.ok ? outcome.value : undefined));
    expect(one).toEqual(other);
    expect(one).not.toHaveProperty(
      'tags',
      expect.toSatisfy((tags: unknown) => tags === Reflect.get(Object(other), 'tags')),
    );
  });

  it('throws what a refinement throws: a bug of the application', () => {
    const schema = Type.Refine(Type.String(), () => {
      throw new Error('bug');
    });
    expect(() => typeBoxValidator(schema, checks).receive('a')).toThrow('bug');
  });

  it('checks a deep value of a recursive union, whatever order it declares', () => {
    const Tree = Type.Cyclic(
      {
        Tree: Type.Union([
          Type.Object({ child: Type.Ref('Tree'), kind: Type.Literal('a'), at: Type.Optional(DateText) }),
          Type.Object({ child: Type.Ref('Tree'), kind: Type.Literal('b'), n: Type.Optional(Type.Number({ default: 1 })) }),
          Type.Null(),
        ]),
      },
      'Tree',
    );
    const nested = (depth: number, rest: object): unknown => (depth === 0 ? null : { kind: 'b', ...rest, child: nested(depth - 1, rest) });
    const { receive, send } = typeBoxValidator(Tree, checks);
    expect(receive(nested(60, {}))).toEqual(ok(nested(60, { n: 1 })));
    expect(send(nested(20, {}))).toEqual(ok(nested(20, {})));
  });
});

describe('typeBoxValidator', () => {
  it('answers the same by either kind of checks, for every value', () => {
    fc.assert(
      fc.property(anySchemaAndValue, ({ schema, value }) => {
        const compiled = typeBoxValidator(schema, compiledChecks);
        const dynamic = typeBoxValidator(schema, dynamicChecks);
        for (const method of ['receive', 'send', 'encode', 'check'] as const)
          expect(dynamic[method](value)).toEqual(compiled[method](value));
      }),
    );
  });

  it('never changes what it was given, and receives what it received before', () => {
    fc.assert(
      fc.property(anySchemaAndValue, ({ schema, value }) => {
        const before = structuredClone(value);
        const { receive } = typeBoxValidator(schema, dynamicChecks);
        const received = receive(value);
        expect(value).toEqual(before);
        fc.pre(received.ok);
        expect(receive(received.ok && received.value)).toEqual(received);
      }),
    );
  });

  it('takes what has no defaults to fill in as a plain check does', () => {
    fc.assert(
      fc.property(anySchemaAndValue, ({ schema, value }) => {
        fc.pre(!someInside(schema, (part) => 'default' in part));
        const received = typeBoxValidator(schema, dynamicChecks).receive(value);
        expect(received.ok).toBe(dynamicChecks(schema, {})(value));
        expect(!received.ok || Object.is(received.value, value)).toBe(true);
      }),
    );
  });

  it('decodes what it encoded to what it was', () => {
    const Event = Type.Object({
      at: DateText,
      count: Type.Optional(NumberText),
      who: Type.Union([NumberText, Type.Null(), Type.Object({ since: DateText, name: Type.String() })]),
      days: Type.Record(Type.String(), Type.Array(DateText)),
      pair: Type.Tuple([DateText, Type.String()]),
      both: Type.Intersect([Type.Object({ from: DateText }), Type.Object({ until: DateText })]),
    });
    const Nodes = Type.Cyclic({ Node: Type.Object({ event: Event, next: Type.Union([Type.Ref('Node'), Type.Null()]) }) }, 'Node');
    const date = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-01-01') });
    const number = fc.integer();
    const event = fc.record(
      {
        at: date,
        count: number,
        who: fc.oneof(number, fc.constant(null), fc.record({ since: date, name: fc.string() })),
        days: fc.dictionary(fc.string(), fc.array(date, { maxLength: 3 })),
        pair: fc.tuple(date, fc.string()),
        both: fc.record({ from: date, until: date }),
      },
      { requiredKeys: ['at', 'who', 'days', 'pair', 'both'], noNullPrototype: true },
    );
    const { send, receive } = typeBoxValidator(Nodes, compiledChecks);
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 4 }), (events) => {
        const list = events.reduceRight<unknown>((next, event) => ({ event, next }), null);
        const sent = send(list);
        expect(sent.ok && receive(JSON.parse(JSON.stringify(sent.value)))).toEqual(ok(list));
      }),
    );
  });
});
