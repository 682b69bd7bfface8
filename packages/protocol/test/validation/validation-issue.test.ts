import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { StandardSchema } from '../../src/contract/schema.ts';
import { invalid, invalidByStandard, pointerStep } from '../../src/validation/validation-issue.ts';

async function issuesOf(schema: StandardSchema, value: unknown): Promise<unknown> {
  const { issues = [] } = await schema['~standard'].validate(value);
  return invalidByStandard(issues, value).issues;
}

describe('invalid', () => {
  it('tells ten issues at most', () => {
    const issues = Array.from({ length: 11 }, (_, index) => ({ path: `/${index}`, message: 'wrong' }));
    expect(invalid(issues)).toEqual({ ok: false, issues: issues.slice(0, 10) });
  });

  it('says something even when there is no issue', () => {
    expect(invalid([])).toEqual({ ok: false, issues: [{ path: '', message: 'is not valid' }] });
  });

  it.each([
    ['a'.repeat(200), 'a'.repeat(200)],
    ['a'.repeat(201), `${'a'.repeat(199)}…`],
  ])('cuts what is long (%#)', (long, expected) => {
    expect(invalid([{ path: long, message: long }]).issues).toEqual([{ path: expected, message: expected }]);
  });
});

describe('pointerStep', () => {
  it.each([
    ['a', '/a'],
    [0, '/0'],
    ['', '/'],
    ['a/b~c', '/a~1b~0c'],
    [Symbol('s'), '/Symbol(s)'],
  ])('writes %s as RFC 6901 has it', (key, expected) => {
    expect(pointerStep(key)).toBe(expected);
  });
});

describe('invalidByStandard', () => {
  const zod = z.object({ a: z.string(), list: z.array(z.object({ 'b/c': z.number() })) });
  const valibot = v.object({ a: v.string(), list: v.array(v.object({ 'b/c': v.number() })) });

  it.each([
    ['Zod', zod],
    ['Valibot', valibot],
  ])('gives the paths of %s', async (_, schema) => {
    expect(await issuesOf(schema, { a: 1, list: [{ 'b/c': 1 }, { 'b/c': 'x' }] })).toMatchObject([
      { path: '/a' },
      { path: '/list/1/b~1c' },
    ]);
    expect(await issuesOf(schema, 5)).toMatchObject([{ path: '' }]);
  });

  it.each<[string, StandardSchema, unknown, string]>([
    ['a string (Valibot)', v.number(), 'hunter2', 'Invalid type: Expected number but received …'],
    ['a number (Valibot)', v.pipe(v.number(), v.maxValue(3)), 1234, 'Invalid value: Expected <=3 but received …'],
    ['a boolean (Valibot)', v.string(), false, 'Invalid type: Expected string but received …'],
    ['a format (Valibot)', v.pipe(v.string(), v.email()), 'hunter2', 'Invalid email: Received …'],
    ['quotes (Valibot)', v.number(), 'a"b', 'Invalid type: Expected number but received …'],
    ['a kind, which is told (Valibot)', v.string(), undefined, 'Invalid type: Expected string but received undefined'],
    ['an array, which is told (Valibot)', v.string(), [1], 'Invalid type: Expected string but received Array'],
    [
      'what an application quotes',
      z.string().refine(() => false, { error: (issue) => `no user '${issue.input}', "${issue.input}"` }),
      'ann',
      'no user …, …',
    ],
    ['nothing (Zod)', z.number(), 'number', 'Invalid input: expected number, received string'],
    ['an empty string', z.string().min(1, "may not be ''"), '', "may not be ''"],
  ])('does not repeat the value: %s', async (_, schema, value, message) => {
    expect(await issuesOf(schema, value)).toEqual([{ path: '', message }]);
  });

  it('takes the value at its path out of a message', async () => {
    const schema = z.object({ list: z.array(z.string().refine((text) => text === 'a', { error: (issue) => `not "${issue.input}"` })) });
    expect(await issuesOf(schema, { list: ['a', 'secret'] })).toEqual([{ path: '/list/1', message: 'not …' }]);
  });

  it('reads the first ten of many', async () => {
    const wrong = Array.from({ length: 5_000 }, () => 'x');
    expect(await issuesOf(z.array(z.number()), wrong)).toHaveLength(10);
  });

  it('survives a path that leads nowhere', () => {
    expect(invalidByStandard([{ message: 'wrong', path: ['a', { key: 'b' }, 0] }], null).issues).toEqual([
      { path: '/a/b/0', message: 'wrong' },
    ]);
  });
});
