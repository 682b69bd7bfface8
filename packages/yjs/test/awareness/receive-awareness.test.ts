import { createEncoder, toUint8Array, writeVarString, writeVarUint } from 'lib0/encoding';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import { Doc } from 'yjs';
import { receiveAwareness } from '../../src/awareness/receive-awareness.ts';

const OWN = 7;

function make(): Awareness {
  const doc = new Doc();
  doc.clientID = OWN;
  const awareness = new Awareness(doc);
  onTestFinished(() => awareness.destroy());
  awareness.setLocalState({ name: 'Ann' });
  return awareness;
}

/** What a peer may send: any state of any client. */
function update(...entries: readonly (readonly [client: number, clock: number, state: unknown])[]): Uint8Array {
  const encoder = createEncoder();
  writeVarUint(encoder, entries.length);
  for (const [client, clock, state] of entries) {
    writeVarUint(encoder, client);
    writeVarUint(encoder, clock);
    writeVarString(encoder, JSON.stringify(state));
  }
  return toUint8Array(encoder);
}

const range = (first: number, length: number) => Array.from({ length }, (_, index) => first + index);

describe('receiveAwareness', () => {
  it('sees who comes, moves and goes', () => {
    const awareness = make();
    const seen = [[1, 1, { at: 1 }] as const, [1, 2, { at: 2 }] as const, [1, 3, null] as const].map((entry) => {
      receiveAwareness(awareness, update(entry), 'room');
      return awareness.getStates().get(1);
    });
    expect(seen).toEqual([{ at: 1 }, { at: 2 }, undefined]);
  });

  it.each([
    ['another', { name: 'Mallory' }],
    ['nobody', null],
  ])('lets no peer say that this client is %s, and tells that it is not', (_, state) => {
    const awareness = make();
    let told = 0;
    awareness.on('update', () => {
      told += 1;
    });
    receiveAwareness(awareness, update([OWN, 50, state], [1, 1, {}]), 'room');
    expect([awareness.getLocalState(), told > 0]).toEqual([{ name: 'Ann' }, true]);
    expect(awareness.meta.get(OWN)?.clock).toBeGreaterThan(50);
  });

  it('keeps out who is told of before an update breaks off', () => {
    const awareness = make();
    const whole = update([OWN, 50, { name: 'Mallory' }], [1, 1, {}]);
    expect(() => receiveAwareness(awareness, whole.subarray(0, -2), 'room')).toThrow();
    expect(awareness.getLocalState()).toEqual({ name: 'Ann' });
  });

  it('keeps 1,000 clients, and sees another once one is gone', () => {
    const awareness = make();
    receiveAwareness(awareness, update(...range(100, 1_500).map((client) => [client, 1, 0] as const)), 'room');
    const full = awareness.getStates().size;
    receiveAwareness(awareness, update([100, 2, null]), 'room');
    receiveAwareness(awareness, update([5_000, 1, { name: 'Bob' }]), 'room');
    expect([full, awareness.getStates().size, awareness.getStates().get(5_000)]).toEqual([1_000, 1_000, { name: 'Bob' }]);
  });

  it('forgets the clocks of those who are gone', () => {
    const awareness = make();
    for (const first of range(0, 50).map((n) => 100 + n * 1_000)) {
      receiveAwareness(awareness, update(...range(first, 1_000).map((client) => [client, 1, null] as const)), 'room');
    }
    expect(awareness.meta.size).toBeLessThanOrEqual(2_000);
    expect(awareness.meta.has(OWN)).toBe(true);
  });

  it('drops an update that is too large', () => {
    const awareness = make();
    receiveAwareness(awareness, update([1, 1, 'x'.repeat(16_384)]), 'room');
    expect(awareness.getStates().has(1)).toBe(false);
  });
});
