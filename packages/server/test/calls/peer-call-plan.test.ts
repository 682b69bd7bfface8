import { compiledChecks, contract, procedure, RpcError } from '@trunkline/protocol';
import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { declaredError, OutgoingCall, systemError } from '@trunkline/protocol/wire';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { clientProcedure } from '../../src/calls/client-procedure.ts';
import { PeerCallPlan } from '../../src/calls/peer-call-plan.ts';
import { RecordedLog } from '../support/recorded-log.ts';
import { SessionPair } from '../support/session-pair.ts';
import { slowText } from '../support/slow-schema.ts';

const When = Type.Codec(Type.String())
  .Decode((text) => new Date(text))
  .Encode((date) => date.toISOString());
const { client } = contract({
  client: {
    quick: procedure({ kind: 'query', input: When, item: When, result: When, errors: { Late: When, Shut: null } }),
    slow: procedure({ input: slowText, item: slowText, result: slowText, errors: { Late: slowText } }),
  },
});
const quick = clientProcedure(client.quick, compiledChecks);
const slow = clientProcedure(client.slow, compiledChecks);
const EPOCH = '1970-01-01T00:00:00.000Z';

function planned(known = quick, params: unknown = undefined, options: { readonly timeoutMs?: number } = {}) {
  const pair = new SessionPair({ codec: msgpackCodec });
  const log = new RecordedLog();
  let begun = 0;
  const target = {
    session: pair.session,
    log,
    now: () => pair.now,
    onBegun: () => {
      begun += 1;
    },
  };
  const input = [new Date(0)];
  const read = { timeoutMs: options.timeoutMs, signal: undefined, input };
  return { pair, log, plan: new PeerCallPlan(known, { ok: true, value: params }, read, target), input, begun: () => begun, target, read };
}

const thrownBy = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};

describe('PeerCallPlan', () => {
  it('asks for what it was given, with a deadline from when it is asked', () => {
    const { plan, pair, input } = planned(quick, { a: 1 }, { timeoutMs: 50 });
    pair.now = 1_000;
    expect([plan.request(), plan.input === input, plan.signal]).toEqual([
      { method: 'quick', params: msgpackCodec.encodeValue({ a: 1 }), trace: undefined, isQuery: true, hasInput: true, deadline: 1_050 },
      true,
      undefined,
    ]);
    expect(planned(slow).plan.request()).toMatchObject({ params: undefined, isQuery: false, deadline: Number.POSITIVE_INFINITY });
  });

  it('gives the session the call, and says so', () => {
    const { plan, pair, begun } = planned();
    plan.begin(new OutgoingCall(plan.request(), { onItem: () => {}, onWritable: () => {}, onSettled: () => {} }));
    expect([pair.session.session.load.outgoingCalls, begun()]).toEqual([1, 1]);
  });

  it('throws what is wrong with the params when it is asked', () => {
    const { target, read } = planned();
    const issues = [{ path: '/a', message: 'must be number' }];
    const invalid = new PeerCallPlan(quick, { ok: false, issues }, read, target);
    expect(thrownBy(() => invalid.request())).toStrictEqual(
      new RpcError('InvalidParams', -32602, 'quick: the params are not what the contract says', { issues }),
    );
    const notPlain = new PeerCallPlan(quick, { ok: true, value: { a: new Map() } }, read, target);
    expect(thrownBy(() => notPlain.request())).toEqual(new TypeError('not plain data: value.a is a Map'));
  });

  it('writes and reads by the schemas, at once', () => {
    const { plan, log } = planned();
    expect([
      plan.writeItem(new Date(0)),
      plan.readItem(EPOCH),
      plan.readResult(EPOCH),
      plan.readError(declaredError('Late', EPOCH)),
    ]).toEqual([EPOCH, new Date(0), new Date(0), declaredError('Late', new Date(0))]);
    expect(plan.readError(declaredError('Shut', undefined))).toStrictEqual(declaredError('Shut', undefined));
    expect(log.lines).toEqual([]);
  });

  it('writes and reads by schemas that take time', async () => {
    const { plan } = planned(slow);
    const answers = [plan.writeItem('a'), plan.readItem('b'), plan.readResult('c'), plan.readError(declaredError('Late', 'd'))];
    expect(answers.every((answer) => answer instanceof Promise)).toBe(true);
    expect(await Promise.all(answers)).toEqual(['a!', 'b!', 'c!', declaredError('Late', 'd!')]);
  });

  it('throws InvalidParams for an item of the input, and logs nothing: it is the caller’s own', () => {
    const { plan, log } = planned();
    expect(thrownBy(() => plan.writeItem(new Date(Number.NaN)))).toStrictEqual(
      new RpcError('InvalidParams', -32602, 'quick: an item of the input is not what the contract says', {
        issues: [{ path: '', message: 'cannot be encoded' }],
      }),
    );
    expect(log.lines).toEqual([]);
  });

  it.each([
    ['an item', 'must be string', (plan: PeerCallPlan) => plan.readItem(1)],
    ['the result', 'must be string', (plan: PeerCallPlan) => plan.readResult(1)],
    ['the error Late', 'must be string', (plan: PeerCallPlan) => plan.readError(declaredError('Late', 1))],
    ['the error Shut', 'must be left out', (plan: PeerCallPlan) => plan.readError(declaredError('Shut', 1))],
    ['the error Odd', 'is not declared', (plan: PeerCallPlan) => plan.readError(declaredError('Odd', 1))],
    ['the error toString', 'is not declared', (plan: PeerCallPlan) => plan.readError(declaredError('toString', 1))],
  ])('makes Internal, which names the procedure, of %s that a client got wrong, and logs why', (what, message, read) => {
    const { plan, log } = planned();
    expect(thrownBy(() => read(plan))).toStrictEqual(systemError('Internal', `quick: ${what} is not what the contract says`));
    expect(log.lines).toEqual([
      ['warn', { method: 'quick', peer: 'peer-2', issues: [{ path: '', message }] }, `${what} of a client is not what the contract says`],
    ]);
  });

  it('rejects with the same where the schema takes time', async () => {
    const { plan, log } = planned(slow);
    const internal = (what: string) => systemError('Internal', `slow: ${what} is not what the contract says`);
    await expect(plan.readItem('bad')).rejects.toStrictEqual(internal('an item'));
    await expect(plan.readResult('bad')).rejects.toStrictEqual(internal('the result'));
    expect(await plan.readError(declaredError('Late', 'bad'))).toStrictEqual(internal('the error Late'));
    expect(log.lines).toHaveLength(3);
  });
});
