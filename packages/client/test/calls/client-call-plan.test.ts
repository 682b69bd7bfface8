import { type ContractCheck, contract, procedure } from '@trunkline/protocol';
import { CallStream, callOnce, jsonCodec, type ListedProcedure, type OutgoingCall, systemError } from '@trunkline/protocol/wire';
import { settled } from '@trunkline/test-kit/settled';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type CallCarrier, ClientCallPlan } from '../../src/calls/client-call-plan.ts';
import { checkOf } from '../../src/checks/contract-check.ts';

const slow = z.object({ name: z.string().refine((name) => Promise.resolve(name !== 'Bo'), 'is Bo') });
/** A schema whose check takes time and throws. */
const broken = { '~standard': { version: 1, vendor: 'test', validate: () => Promise.reject(new Error('bug')) } } as const;
const named = contract({
  procedures: {
    greet: procedure({ params: Type.Object({ name: Type.String() }) }),
    later: procedure({ params: slow }),
    broken: procedure({ params: broken }),
    take: procedure({ input: Type.Integer() }),
  },
});

class Carrier implements CallCarrier {
  readonly codec = jsonCodec;
  readonly calls: OutgoingCall[] = [];
  check: ContractCheck | undefined;
  listed: ListedProcedure | undefined;

  now(): number {
    return 1_000;
  }

  procedure(): ListedProcedure | undefined {
    return this.listed;
  }

  call(call: OutgoingCall): void {
    this.calls.push(call);
  }
}

const NO_OPTIONS = { timeoutMs: undefined, signal: undefined, input: undefined };
const query: ListedProcedure = { name: 'greet', index: 0, isQuery: true, hasItems: false, hasInput: false };

function checked(): Carrier {
  const carrier = new Carrier();
  carrier.check = checkOf(named);
  return carrier;
}

function invalid(name: string, path: string, message: string) {
  return systemError('InvalidParams', `${name}: the params are not what the contract says`, { issues: [{ path, message }] });
}

describe('ClientCallPlan', () => {
  it('asks by name, with params as they were when the call was made, and a deadline from when it begins', () => {
    const carrier = new Carrier();
    const params = { name: 'Ann' };
    const plan = new ClientCallPlan('greet', params, { ...NO_OPTIONS, timeoutMs: 50, input: [1] }, carrier);
    params.name = 'Bo';
    const { isQuery, ...request } = plan.request();
    expect([request, isQuery]).toEqual([
      { method: 'greet', params: jsonCodec.encodeValue({ name: 'Ann' }), trace: undefined, hasInput: true, deadline: 1_050 },
      false,
    ]);
  });

  it('waits for ever, sends no params and has no input unless it is told to', () => {
    const { params, deadline, hasInput } = new ClientCallPlan('greet', undefined, NO_OPTIONS, new Carrier()).request();
    expect([params, deadline, hasInput]).toEqual([undefined, Number.POSITIVE_INFINITY, false]);
  });

  it('knows whether it is a query as soon as the server has told, also of a call made before', () => {
    const carrier = new Carrier();
    const request = new ClientCallPlan('greet', {}, NO_OPTIONS, carrier).request();
    carrier.listed = query;
    expect(request.isQuery).toBe(true);
  });

  it('throws for params that are no plain data', () => {
    expect(() => new ClientCallPlan('greet', { at: new Date(0) }, NO_OPTIONS, new Carrier())).toThrow(TypeError);
  });

  it('gives items and results as they are', () => {
    const plan = new ClientCallPlan('greet', {}, NO_OPTIONS, new Carrier());
    const value = { a: 1 };
    expect([plan.writeItem(value), plan.readItem(value), plan.readResult(value)].map((given) => given === value)).toEqual([
      true,
      true,
      true,
    ]);
  });
});

describe('ClientCallPlan of a client that has its contract by value', () => {
  it('lets pass what the contract takes, in the same turn', () => {
    const carrier = checked();
    void callOnce(new ClientCallPlan('greet', { name: 'Ann' }, NO_OPTIONS, carrier));
    expect(carrier.calls).toHaveLength(1);
  });

  it('rejects what the contract does not take, and sends nothing', async () => {
    const carrier = checked();
    const called = callOnce(new ClientCallPlan('greet', { name: 5 }, NO_OPTIONS, carrier));
    await expect(called).rejects.toEqual(invalid('greet', '/name', 'must be string'));
    const stream = new CallStream(new ClientCallPlan('greet', { name: new Date(0) }, NO_OPTIONS, carrier));
    await expect(stream.result()).rejects.toEqual(invalid('greet', '/name', 'must be string'));
    expect(carrier.calls).toEqual([]);
  });

  it('waits for a check that takes time', async () => {
    const carrier = checked();
    void callOnce(new ClientCallPlan('later', { name: 'Ann' }, NO_OPTIONS, carrier));
    const refused = callOnce(new ClientCallPlan('later', { name: 'Bo' }, NO_OPTIONS, carrier));
    expect(carrier.calls).toEqual([]);
    await expect(refused).rejects.toEqual(invalid('later', '/name', 'is Bo'));
    await settled();
    expect(carrier.calls.map(({ request }) => request.params?.payload)).toEqual(['{"name":"Ann"}']);
  });

  it('sends nothing of a call that was given up while it was checked', async () => {
    const carrier = checked();
    const abort = new AbortController();
    const called = callOnce(new ClientCallPlan('later', { name: 'Ann' }, { ...NO_OPTIONS, signal: abort.signal }, carrier));
    abort.abort();
    await expect(called).rejects.toMatchObject({ name: 'Cancelled' });
    await settled();
    expect(carrier.calls).toEqual([]);
  });

  it('tells of a bug in a schema by the cause', async () => {
    const called = callOnce(new ClientCallPlan('broken', { name: 'Ann' }, NO_OPTIONS, checked()));
    await expect(called).rejects.toMatchObject({ name: 'InvalidParams', message: 'broken: the call failed', cause: new Error('bug') });
  });

  it('checks each item of the input', () => {
    const plan = new ClientCallPlan('take', undefined, NO_OPTIONS, checked());
    expect(plan.writeItem(5)).toBe(5);
    expect(() => plan.writeItem('5')).toThrow(
      systemError('InvalidParams', 'take: an item of the input is not what the contract says', {
        issues: [{ path: '', message: 'must be integer' }],
      }),
    );
  });
});
