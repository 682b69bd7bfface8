import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { describe, expect, it } from 'vitest';
import { msgpack } from '../src/msgpack.ts';
import { Bench } from './support/bench.ts';

describe('msgpack', () => {
  it('is the codec of a client that is told so', async () => {
    const bench = await Bench.live({ codec: msgpack() });
    bench.server.answer = (call) => call.respond(call.params);
    const called = bench.client.call.orders.place({ symbol: 'ACME' });
    await bench.pass();
    expect([
      msgpack() === msgpackCodec,
      await called,
      bench.platform.transport.sent.every((message) => typeof message === 'object'),
    ]).toEqual([true, { symbol: 'ACME' }, true]);
  });
});
