import type { RpcError } from '@trunkline/protocol';
import { systemError } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { CallSlots } from '../../src/calls/call-slots.ts';
import { LoneCall } from '../../src/calls/lone-call.ts';

function lone() {
  const told: unknown[] = [];
  const slots = new CallSlots(1);
  const call = new LoneCall(
    { a: 1 },
    { traceparent: 'p' },
    {
      onResult: (result) => {
        if (result instanceof Map) throw new TypeError('no plain data');
        told.push({ result });
      },
      onError: (error) => told.push({ error }),
      onItem: (item) => told.push({ item }),
      onAbort: () => told.push('aborted'),
    },
    slots,
  );
  slots.take(call);
  const aborts: RpcError[] = [];
  call.handler = { onAbort: (cause) => aborts.push(cause) };
  return { call, told, slots, aborts };
}

describe('LoneCall', () => {
  it('answers once and frees its slot', () => {
    const { call, told, slots } = lone();
    expect([call.params, call.meta, call.isAnswered, call.isWritable, slots.size]).toEqual([
      { a: 1 },
      { traceparent: 'p' },
      false,
      true,
      1,
    ]);
    call.sendItem(1);
    call.respond('done');
    call.respond('again');
    call.fail(systemError('Forbidden'));
    call.sendItem(2);
    expect([told, call.isAnswered, call.isWritable, slots.size]).toEqual([[{ item: 1 }, { result: 'done' }], true, false, 0]);
  });

  it('answers with an error and frees its slot', () => {
    const { call, told, slots } = lone();
    call.fail(systemError('Forbidden'));
    expect([told, slots.size]).toEqual([[{ error: systemError('Forbidden') }], 0]);
  });

  it('stays open when its result cannot be sent', () => {
    const { call, told, slots } = lone();
    expect(() => call.respond(new Map())).toThrow(TypeError);
    expect([told, call.isAnswered, slots.size]).toEqual([[], false, 1]);
  });

  it('is aborted once, and keeps its slot until its handler has settled', () => {
    const { call, told, slots, aborts } = lone();
    const cause = systemError('Closed');
    call.abort(cause);
    call.abort(cause);
    expect([told, aborts, call.isAnswered, slots.size]).toEqual([['aborted'], [cause], true, 1]);
    call.respond('too late');
    expect([told, slots.size]).toEqual([['aborted'], 0]);
  });

  it('cannot be aborted once it is answered', () => {
    const { call, aborts } = lone();
    call.respond(1);
    call.abort(systemError('Closed'));
    expect(aborts).toEqual([]);
  });
});
