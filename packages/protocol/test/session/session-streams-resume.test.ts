import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonCodec } from '../../src/codec/json-codec.ts';
import { msgpackCodec } from '../../src/codec/msgpack-codec.ts';
import { streaming } from '../support/streaming.ts';

describe.each([jsonCodec, msgpackCodec])('Session, of streams through a resume in $name', (codec) => {
  it('keeps credit as it stands through a resume; nothing is granted again (§3)', () => {
    const { pair, first, caller, callee, got } = streaming({ codec });
    for (let count = 0; count < 32; count += 1) caller.call.sendItem(count);
    pair.pump();
    for (let count = 0; count < 15; count += 1) callee.consumed();
    pair.cut(first);
    pair.live();
    expect(caller.call.isWritable).toBe(false);
    callee.consumed();
    pair.pump();
    for (let count = 32; count < 48; count += 1) caller.call.sendItem(count);
    expect(caller.call.isWritable).toBe(false);
    pair.pump();
    expect(got).toEqual(Array.from({ length: 48 }, (_, index) => index));
  });

  it('sends again credit that was lost', () => {
    const { pair, first, caller, callee } = streaming({ codec });
    for (let count = 0; count < 32; count += 1) caller.call.sendItem(count);
    pair.pump();
    for (let count = 0; count < 32; count += 1) callee.consumed();
    pair.cut(first);
    expect(caller.call.isWritable).toBe(false);
    pair.live();
    expect(caller.writable).toBe(3);
    for (let count = 0; count < 32; count += 1) caller.call.sendItem(count);
    expect(caller.call.isWritable).toBe(false);
  });

  it('delivers both streams whole and in order, wherever connections are cut', () => {
    // How many messages each connection delivers, in which direction and in which order, before it is cut.
    const lives = fc.array(fc.array(fc.boolean(), { maxLength: 60 }), { maxLength: 12 });
    fc.assert(
      fc.property(lives, fc.integer({ min: 1, max: 5 }), (steps, credit) => {
        const own = { messageBytes: 1 << 20, credit };
        const { pair, first, caller, callee, got } = streaming({ codec, clientLimits: { own }, serverLimits: { own } });
        const total = 40;
        let consumed = 0;
        let taken = 0;
        let out = 0;
        let back = 0;
        const work = () => {
          for (; out < total && caller.call.isWritable; out += 1) caller.call.sendItem(out);
          for (; back < total && callee.isWritable; back += 1) callee.sendItem(back);
          for (; consumed < got.length; consumed += 1) callee.consumed();
          for (; taken < caller.items.length; taken += 1) caller.call.consumed();
        };
        let cable = first;
        for (const deliveries of steps) {
          for (const toServer of deliveries) {
            work();
            if (toServer) pair.deliverToServer(cable);
            else pair.deliverToClient(cable);
          }
          pair.cut(cable);
          work();
          cable = pair.live();
        }
        for (let round = 0; round < 2 * total; round += 1) {
          work();
          pair.pump();
        }
        const all = Array.from({ length: total }, (_, index) => index);
        expect([got, caller.items]).toEqual([all, all]);
        expect(pair.sessions).toHaveLength(1);
      }),
      { numRuns: 60 },
    );
  });
});
