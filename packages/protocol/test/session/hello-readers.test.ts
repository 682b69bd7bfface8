import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonCodec } from '../../src/codec/json-codec.ts';
import { type HelloParams, type HelloResult, readHelloParams, readHelloResult } from '../../src/session/hello.ts';
import { problemOf } from '../support/problem-of.ts';

/** What arrives of a value that is sent as params and as a result. */
function arrived(value: unknown): unknown {
  const envelope = jsonCodec.decode(jsonCodec.encode({ kind: 'response', id: -1, result: value }));
  return envelope.kind === 'response' ? envelope.result : undefined;
}

describe('readHelloParams and readHelloResult', () => {
  const count = fc.maxSafeNat();
  const limits = fc.record({ messageBytes: fc.integer({ min: 1_024 }), credit: fc.integer({ min: 1 }) });
  const anyParams: fc.Arbitrary<HelloParams> = fc.record(
    {
      contract: fc.string(),
      auth: fc.string(),
      client: fc.record({ name: fc.string(), version: fc.string() }),
      limits,
      session: fc.record({ token: fc.string(), generation: count, received: count }),
    },
    { requiredKeys: [] },
  );
  const anyResult: fc.Arbitrary<HelloResult> = fc.record(
    {
      session: fc.record({ token: fc.string(), received: count, resumed: fc.boolean() }),
      peer: fc.string(),
      limits,
      heartbeat: fc.record({ intervalMs: fc.integer({ min: 1 }), timeoutMs: fc.integer({ min: 1 }) }),
      expiresInMs: count,
      manifest: fc.dictionary(fc.constantFrom('hash', 'procedures'), fc.string(), { noNullPrototype: true }),
    },
    { requiredKeys: ['session', 'peer', 'limits', 'heartbeat'] },
  );

  it('take whatever an honest peer writes', () => {
    fc.assert(
      fc.property(anyParams, anyResult, (saidFirst, answered) => {
        expect(readHelloParams(arrived(saidFirst))).toEqual(saidFirst);
        expect(readHelloResult(arrived(answered))).toEqual(answered);
      }),
    );
  });

  it('blame the peer for whatever else comes, and throw nothing else', () => {
    const names = fc.constantFrom('contract', 'auth', 'client', 'limits', 'session', 'token', 'credit', 'heartbeat', '__proto__');
    const anything = fc.oneof(
      fc.anything(),
      fc.dictionary(names, fc.anything()),
      fc.dictionary(names, fc.dictionary(names, fc.anything())),
    );
    fc.assert(
      fc.property(anything, (value) => {
        expect([undefined, 'bad-member']).toContain(problemOf(() => readHelloParams(value)));
        expect([undefined, 'bad-member']).toContain(problemOf(() => readHelloResult(value)));
      }),
    );
  });
});
