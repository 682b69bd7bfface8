import { describe, expect, it } from 'vitest';
import { HELLO, type HelloParams, type HelloResult, readHelloParams, readHelloResult } from '../../src/session/hello.ts';
import { problemOf } from '../support/problem-of.ts';

const params: HelloParams = {
  contract: 'hash',
  auth: { bearer: 'secret' },
  client: { name: '@trunkline/client', version: '1.0.0' },
  limits: { messageBytes: 1 << 20, credit: 32 },
  session: { token: 'token', generation: 2, received: 7 },
};

const result: HelloResult = {
  session: { token: 'token', received: 7, resumed: true },
  peer: 'peer',
  limits: { messageBytes: 1 << 20, credit: 32 },
  heartbeat: { intervalMs: 25_000, timeoutMs: 10_000 },
  expiresInMs: 60_000,
  manifest: { hash: 'hash', procedures: [], topics: [] },
};

/** A copy of a value with one member, given by its path, replaced; `undefined` leaves it out. */
function withMember(value: object, path: string, member: unknown): unknown {
  const [first = '', ...rest] = path.split('.');
  const { [first]: old, ...others }: Record<string, unknown> = { ...value };
  const next = rest.length === 0 ? member : withMember(typeof old === 'object' && old !== null ? old : {}, rest.join('.'), member);
  return next === undefined ? others : { ...others, [first]: next };
}

const NOT_TEXT = [null, 5, true, {}, []];
const NOT_COUNT = [null, '5', -1, 0.5, 2 ** 53, true];

function table(members: Readonly<Record<string, readonly unknown[]>>) {
  return Object.entries(members).flatMap(([path, values]) => values.map((value) => ({ path, value })));
}

describe('readHelloParams', () => {
  it('reads what $/hello says (§4)', () => {
    expect(HELLO).toBe('$/hello');
    expect(readHelloParams(params)).toEqual(params);
  });

  it.each(['contract', 'auth', 'client', 'limits', 'session'])('does without %s', (member) => {
    const less = withMember(params, member, undefined);
    expect(readHelloParams(less)).toStrictEqual(less);
  });

  it('ignores what it does not know', () => {
    const more = { ...params, later: 1, limits: { ...params.limits, later: 1 }, session: { ...params.session, later: 1 } };
    expect(readHelloParams(more)).toEqual(params);
    expect(readHelloParams({})).toStrictEqual({});
  });

  it.each([undefined, null, 5, 'hello', true, [], [params], new Uint8Array(3)])('refuses %j for params', (value) => {
    expect(problemOf(() => readHelloParams(value))).toBe('bad-member');
  });

  it.each(
    table({
      contract: NOT_TEXT,
      client: [null, 'name', 5],
      'client.name': [undefined, ...NOT_TEXT],
      'client.version': [undefined, ...NOT_TEXT],
      limits: [null, 5],
      'limits.messageBytes': [undefined, 1_023, ...NOT_COUNT],
      'limits.credit': [undefined, 0, ...NOT_COUNT],
      session: [null, 'token'],
      'session.token': [undefined, ...NOT_TEXT],
      'session.generation': [undefined, ...NOT_COUNT],
      'session.received': [undefined, ...NOT_COUNT],
    }),
  )('refuses $value for $path', ({ path, value }) => {
    expect(problemOf(() => readHelloParams(withMember(params, path, value)))).toBe('bad-member');
  });

  it.each(
    table({
      contract: [''],
      auth: [null, 0, '', false, [1]],
      'limits.messageBytes': [1_024, Number.MAX_SAFE_INTEGER],
      'limits.credit': [1, Number.MAX_SAFE_INTEGER],
      'session.token': [''],
      'session.generation': [0, Number.MAX_SAFE_INTEGER],
      'session.received': [0, Number.MAX_SAFE_INTEGER],
    }),
  )('takes $value for $path', ({ path, value }) => {
    expect(readHelloParams(withMember(params, path, value))).toEqual(withMember(params, path, value));
  });

  it('takes no member from a prototype', () => {
    expect(readHelloParams(Object.create({ contract: 'inherited' }))).toStrictEqual({});
  });
});

describe('readHelloResult', () => {
  it('reads what the server answers (§4)', () => {
    expect(readHelloResult(result)).toEqual(result);
  });

  it.each(['expiresInMs', 'manifest'])('does without %s', (member) => {
    const less = withMember(result, member, undefined);
    expect(readHelloResult(less)).toStrictEqual(less);
  });

  it.each([undefined, null, 5, 'hello', [], Object.assign([], result), new Uint8Array(3)])('refuses %j for a result', (value) => {
    expect(problemOf(() => readHelloResult(value))).toBe('bad-member');
  });

  it.each(
    table({
      session: [undefined, null, 'token'],
      'session.token': [undefined, ...NOT_TEXT],
      'session.received': [undefined, ...NOT_COUNT],
      'session.resumed': [undefined, null, 0, 'true'],
      peer: [undefined, ...NOT_TEXT],
      limits: [undefined, null],
      'limits.messageBytes': [undefined, 1_023, ...NOT_COUNT],
      'limits.credit': [undefined, 0, ...NOT_COUNT],
      heartbeat: [undefined, null, 5],
      'heartbeat.intervalMs': [undefined, 0, ...NOT_COUNT],
      'heartbeat.timeoutMs': [undefined, 0, ...NOT_COUNT],
      expiresInMs: NOT_COUNT,
    }),
  )('refuses $value for $path', ({ path, value }) => {
    expect(problemOf(() => readHelloResult(withMember(result, path, value)))).toBe('bad-member');
  });

  it.each(
    table({
      'session.received': [0],
      'session.resumed': [false],
      'limits.messageBytes': [1_024],
      'limits.credit': [1],
      'heartbeat.intervalMs': [1],
      'heartbeat.timeoutMs': [1],
      expiresInMs: [0],
      manifest: [null, 'later'],
    }),
  )('takes $value for $path', ({ path, value }) => {
    expect(readHelloResult(withMember(result, path, value))).toEqual(withMember(result, path, value));
  });
});
