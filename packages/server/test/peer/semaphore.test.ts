import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import { Semaphore } from '../../src/peer/semaphore.ts';

/** Lets so many ask to run; answers who does, and how each is done. */
function asking(most: number, count: number) {
  const semaphore = new Semaphore(most);
  const entered: number[] = [];
  const release: (() => void)[] = [];
  for (let index = 0; index < count; index += 1) {
    semaphore
      .acquire()
      .then((done) => {
        entered.push(index);
        release[index] = done;
      })
      .catch(() => {});
  }
  return { semaphore, entered, release: (index: number) => release[index]?.() };
}

describe('Semaphore', () => {
  it('lets so many in and the others wait, in the order in which they came', async () => {
    const { entered, release } = asking(2, 5);
    await settled();
    expect(entered).toEqual([0, 1]);
    release(1);
    await settled();
    expect(entered).toEqual([0, 1, 2]);
    release(0);
    release(2);
    await settled();
    expect(entered).toEqual([0, 1, 2, 3, 4]);
  });

  it('lets one in for each that is done, however often it says so', async () => {
    const { entered, release } = asking(1, 4);
    await settled();
    release(0);
    release(0);
    release(0);
    await settled();
    expect(entered).toEqual([0, 1]);
  });

  it('lets nobody in before those who wait, and somebody at once where nobody does', async () => {
    const { semaphore, entered, release } = asking(1, 2);
    await settled();
    const late = semaphore.acquire();
    release(0);
    await settled();
    expect(entered).toEqual([0, 1]);
    release(1);
    (await late)();
    (await semaphore.acquire())();
  });
});
