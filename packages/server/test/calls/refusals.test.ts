import { RpcError } from '@trunkline/protocol';
import { describe, expect, it } from 'vitest';
import { methodNotFound, noSlot, streamRequired, tooOften } from '../../src/calls/refusals.ts';

describe('refusals', () => {
  it('are the errors that the protocol has for them (§6)', () => {
    expect([methodNotFound('quote'), methodNotFound(7), tooOften(25), noSlot(), streamRequired('why')]).toEqual([
      new RpcError('MethodNotFound', -32601, 'there is no method quote', undefined),
      new RpcError('MethodNotFound', -32601, 'there is no method 7', undefined),
      new RpcError('TooMany', -32005, 'too many calls at a time', { retryAfterMs: 25 }),
      new RpcError('TooMany', -32005, 'too many calls are in flight', { retryAfterMs: 100 }),
      new RpcError('InvalidParams', -32602, 'why', { reason: 'stream-required' }),
    ]);
  });

  it('say a long name in part', () => {
    expect(methodNotFound('x'.repeat(1_000_000)).message).toHaveLength(219);
  });
});
