import { Blob } from 'node:buffer';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it } from 'vitest';
import { SendOrder } from '../../src/node/send-order.ts';

function orderWithLog() {
  const log: unknown[] = [];
  const order = new SendOrder((error) => log.push(error));
  return { log, order };
}

describe('SendOrder', () => {
  it('does a step at once while no blob is read', () => {
    const { log, order } = orderWithLog();
    order.run(() => log.push('step'));
    expect(log).toEqual(['step']);
    expect(order.isBusy).toBe(false);
  });

  it('keeps steps behind the blobs before them', async () => {
    const { log, order } = orderWithLog();
    order.read(new Blob(['a']), (bytes) => log.push(`${bytes}`));
    order.run(() => log.push('b'));
    order.read(new Blob(['c']), (bytes) => log.push(`${bytes}`));
    order.run(() => log.push('d'));
    expect([log, order.isBusy]).toEqual([[], true]);
    await waitFor(() => !order.isBusy);
    expect(log).toEqual(['97', 'b', '99', 'd']);
    order.run(() => log.push('e'));
    expect(log.at(-1)).toBe('e');
  });

  it('tells of a blob that cannot be read, and goes on', async () => {
    const { log, order } = orderWithLog();
    const error = new Error('the file is gone');
    const blob = Object.assign(new Blob([]), { arrayBuffer: () => Promise.reject(error) });
    order.read(blob, () => log.push('read'));
    order.run(() => log.push('next'));
    await waitFor(() => !order.isBusy);
    expect(log).toEqual([error, 'next']);
  });
});
