import { systemError } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { unavailableError } from '../../src/plugin/errors.ts';

/** What Fastify makes of the error of an application. */
function answerOf(data: unknown) {
  const error = unavailableError(systemError('Unavailable', 'later', data));
  const headers: unknown = Reflect.get(error, 'headers');
  return { status: error.statusCode, code: error.code, message: error.message, headers };
}

describe('unavailableError', () => {
  it.each([
    [0, '0'],
    [1, '1'],
    [1_000, '1'],
    [1_001, '2'],
  ])('says after how many whole seconds to come back: %d ms', (retryAfterMs, seconds) => {
    expect(answerOf({ retryAfterMs })).toEqual({
      status: 503,
      code: 'RPC_ERR_UNAVAILABLE',
      message: 'later',
      headers: { 'retry-after': seconds },
    });
  });

  it.each([[undefined], [null], ['5'], [{}], [{ retryAfterMs: 'soon' }], [{ retryAfterMs: -1 }]])(
    'says nothing of that where the application does not: %j',
    (data) => {
      expect(answerOf(data)).toEqual({ status: 503, code: 'RPC_ERR_UNAVAILABLE', message: 'later', headers: undefined });
    },
  );
});
