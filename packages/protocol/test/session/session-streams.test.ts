import { describe, expect, it } from 'vitest';
import { jsonCodec } from '../../src/codec/json-codec.ts';
import { msgpackCodec } from '../../src/codec/msgpack-codec.ts';
import type { OutboundEnvelope } from '../../src/envelope/envelope.ts';
import { systemError } from '../../src/envelope/rpc-error.ts';
import { LinkedPair } from '../support/linked-pair.ts';
import { StrangeClient, StrangeServer } from '../support/stranger.ts';
import { streaming } from '../support/streaming.ts';

const call: OutboundEnvelope = { kind: 'request', id: 1, method: 'sum', params: undefined };
const item = (value: unknown): OutboundEnvelope => ({ kind: 'item', id: 1, item: value });

describe.each([jsonCodec, msgpackCodec])('Session, of streams in $name', (codec) => {
  it('carries items of the caller, their end and the answer', () => {
    const { pair, caller, callee, got, log } = streaming({ codec });
    caller.call.sendItem(1);
    caller.call.sendItem([2]);
    caller.call.endInput();
    caller.call.endInput();
    pair.pump();
    callee.respond(3);
    pair.pump();
    expect({ got, log, outcomes: caller.outcomes }).toEqual({ got: [1, [2]], log: ['input ended'], outcomes: [{ ok: true, value: 3 }] });
  });

  it('carries the failure of the caller’s stream', () => {
    const { pair, caller, log } = streaming({ codec });
    caller.call.endInput(systemError('Unavailable'));
    pair.pump();
    expect(log).toEqual(['input failed: Unavailable']);
  });

  it('carries items of the callee; the answer ends the call whatever streams are open', () => {
    const { pair, caller, callee, got } = streaming({ codec });
    callee.sendItem('a');
    callee.sendItem('b');
    callee.respond('done');
    callee.sendItem('too late');
    pair.pump();
    caller.call.sendItem('too late');
    caller.call.endInput();
    caller.call.consumed();
    pair.pump();
    expect(caller).toMatchObject({ items: ['a', 'b'], outcomes: [{ ok: true, value: 'done' }] });
    expect(got).toEqual([]);
  });

  it('ignores what is under way to a call that is over, and counts it (§2)', () => {
    const { pair, first, caller, callee } = streaming({ codec });
    callee.sendItem('a');
    pair.pump();
    callee.respond('done');
    caller.call.sendItem(1);
    caller.call.endInput();
    caller.call.cancel('crosses the answer');
    pair.pump();
    expect(first.client.isLive).toBe(true);
    expect(pair.sessions[0]?.session.received).toBe(4);
    expect(pair.sessions[0]?.session.load).toMatchObject({ incomingCalls: 0, unconsumedInputBytes: 0 });
  });

  it('lets 32 items out in each direction, and more as they are consumed (§3)', () => {
    const { pair, caller, callee, log } = streaming({ codec });
    for (let count = 0; count < 32; count += 1) {
      expect([caller.call.isWritable, callee.isWritable]).toEqual([true, true]);
      caller.call.sendItem(count);
      callee.sendItem(count);
    }
    expect([caller.call.isWritable, callee.isWritable]).toEqual([false, false]);
    pair.pump();
    for (let count = 0; count < 16; count += 1) {
      expect([caller.call.isWritable, callee.isWritable]).toEqual([false, false]);
      caller.call.consumed();
      callee.consumed();
    }
    pair.pump();
    expect([caller.call.isWritable, callee.isWritable]).toEqual([true, true]);
    expect({ writable: caller.writable, log }).toEqual({ writable: 2, log: ['writable'] });
  });

  it('grants what each hello said', () => {
    const { caller, callee } = streaming({
      codec,
      clientLimits: { own: { messageBytes: 1 << 20, credit: 2 } },
      serverLimits: { own: { messageBytes: 1 << 20, credit: 3 } },
    });
    let sent = 0;
    for (; caller.call.isWritable; sent += 1) caller.call.sendItem(sent);
    let returned = 0;
    for (; callee.isWritable; returned += 1) callee.sendItem(returned);
    expect({ sent, returned }).toEqual({ sent: 3, returned: 2 });
  });

  it('stops at 256 KiB that are not returned, though items are granted (⚑)', () => {
    const { pair, caller, callee } = streaming({ codec });
    for (let count = 0; count < 4; count += 1) {
      expect(caller.call.isWritable).toBe(true);
      caller.call.sendItem('x'.repeat(64 << 10));
    }
    expect(caller.call.isWritable).toBe(false);
    pair.pump();
    callee.consumed();
    callee.consumed();
    pair.pump();
    expect(caller.call.isWritable).toBe(true);
  });

  it('is not writable before the call is sent, nor once it is over', () => {
    const pair = new LinkedPair({ codec });
    const { call: waiting } = pair.call('sum', { hasInput: true });
    expect(waiting.isWritable).toBe(false);
    pair.live();
    expect(waiting.isWritable).toBe(true);
    pair.atServer[0]?.respond(1);
    expect(pair.atServer[0]?.isWritable).toBe(false);
    pair.pump();
    expect(waiting.isWritable).toBe(false);
  });

  it('aborts the call whose input brings the unconsumed over its bound, and frees the bound as handlers settle', () => {
    const pair = new LinkedPair({ codec, serverLimits: { unconsumedInputBytes: 1_000 } });
    const stranger = new StrangeClient(pair).hello().say(call, { ...call, id: 3 });
    const load = () => pair.sessions[0]?.session.load.unconsumedInputBytes;
    stranger.say(item('x'.repeat(600)));
    const held = load();
    stranger.say({ ...item('x'.repeat(600)), id: 3 } as OutboundEnvelope);
    expect(stranger.link.envelopes.at(-1)).toMatchObject({ kind: 'response', id: 3, error: { code: -32005 } });
    expect(load()).toBe(held);
    stranger.say({ kind: 'cancel', id: 1 });
    expect(load()).toBe(held);
    pair.atServer[0]?.respond('late');
    expect(load()).toBe(0);
    expect(stranger.link.closes).toEqual([]);
  });

  it('refuses an item that the peer does not take, uncounted; the stream goes on', () => {
    const { pair, caller, callee, got } = streaming({
      codec,
      clientLimits: { own: { messageBytes: 2_048, credit: 32 } },
      serverLimits: { own: { messageBytes: 2_048, credit: 32 } },
    });
    const large = 'x'.repeat(2_048);
    expect(() => caller.call.sendItem(large)).toThrow(expect.objectContaining({ name: 'TooLarge' }));
    expect(() => callee.sendItem(large)).toThrow(expect.objectContaining({ name: 'TooLarge' }));
    caller.call.sendItem('small');
    callee.sendItem('small');
    pair.pump();
    expect([got, caller.items]).toEqual([['small'], ['small']]);
  });

  it('ends the session with a server that sends more items than were granted (§3)', () => {
    const pair = new LinkedPair({ codec });
    const server = new StrangeServer(pair).welcome();
    const { items } = pair.call('list');
    for (let count = 0; count < 32; count += 1) server.say(item(count));
    expect(server.link.closes).toEqual([]);
    server.say(item('one too many'));
    expect(server.link.closes).toEqual([{ code: 4500, reason: 'credit-exceeded' }]);
    expect(items).toHaveLength(32);
  });
});
