import { expect, it } from 'vitest';
import { brokerRetryMs } from '../../src/rooms/broker-retry.ts';

it('brokerRetryMs is a second, then twice as long each time, up to half a minute', () => {
  expect([0, 1, 2, 3, 4, 5, 2_000].map(brokerRetryMs)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});
