import { describe, expect, it } from 'vitest';
import { Recorder } from '../../src/suite/recorder.ts';

const event = { delivery: 'ephemeral', version: 1, offset: 0, epoch: 'e', payload: new Uint8Array() } as const;

describe('Recorder', () => {
  it('resolves once so many events came in, and at once where they are there already', async () => {
    const recorder = new Recorder();
    const order: string[] = [];
    const two = recorder.whenEvents(2).then(() => order.push('two'));
    await recorder.whenEvents(0).then(() => order.push('none'));
    recorder.onEvent(event);
    recorder.onEvent(event);
    await two;
    expect([order, recorder.events]).toEqual([
      ['none', 'two'],
      [event, event],
    ]);
  });

  it('waits for changes apart from events', async () => {
    const recorder = new Recorder();
    const one = recorder.whenChanges(1);
    recorder.onEvent(event);
    recorder.onMember({ peer: 'ann' });
    await one;
    expect(recorder.changes).toEqual([{ peer: 'ann' }]);
  });
});
