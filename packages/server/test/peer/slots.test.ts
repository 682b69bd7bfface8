import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import { Slots } from '../../src/peer/slots.ts';

/** Lets so many ask for slots; answers who has one, and how each gives it back. */
function asking(most: number, count: number) {
  const slots = new Slots(most);
  const entered: number[] = [];
  const giveBack: (() => void)[] = [];
  for (let index = 0; index < count; index += 1) {
    slots
      .take()
      .then((back) => {
        entered.push(index);
        giveBack[index] = back;
      })
      .catch(() => {});
  }
  return { slots, entered, giveBack: (index: number) => giveBack[index]?.() };
}

describe('Slots', () => {
  it('lets so many in and the others wait, in the order in which they came', async () => {
    const { entered, giveBack } = asking(2, 5);
    await settled();
    expect(entered).toEqual([0, 1]);
    giveBack(1);
    await settled();
    expect(entered).toEqual([0, 1, 2]);
    giveBack(0);
    giveBack(2);
    await settled();
    expect(entered).toEqual([0, 1, 2, 3, 4]);
  });

  it('gets one slot back from each, however often it gives it back', async () => {
    const { entered, giveBack } = asking(1, 4);
    await settled();
    giveBack(0);
    giveBack(0);
    giveBack(0);
    await settled();
    expect(entered).toEqual([0, 1]);
  });

  it('lets nobody in before those who wait, and somebody at once where nobody does', async () => {
    const { slots, entered, giveBack } = asking(1, 2);
    await settled();
    const late = slots.take();
    giveBack(0);
    await settled();
    expect(entered).toEqual([0, 1]);
    giveBack(1);
    (await late)();
    (await slots.take())();
  });
});
