import { expect, it } from 'vitest';
import { CloseEvent } from '../../src/node/close-event.ts';

it('CloseEvent is an event with the standard’s members and defaults', () => {
  const given = new CloseEvent('close', { wasClean: true, code: 1000, reason: 'done' });
  expect(given).toBeInstanceOf(Event);
  expect([given.type, given.wasClean, given.code, given.reason]).toEqual(['close', true, 1000, 'done']);
  const plain = new CloseEvent('close');
  expect([plain.wasClean, plain.code, plain.reason]).toEqual([false, 0, '']);
});
