import { expect, it } from 'vitest';
import { ErrorEvent } from '../../src/node/error-event.ts';

it('ErrorEvent is an event that tells its error', () => {
  const error = new Error('lost');
  const event = new ErrorEvent('error', { error });
  expect(event).toBeInstanceOf(Event);
  expect([event.type, event.error, event.message]).toEqual(['error', error, 'lost']);
});
