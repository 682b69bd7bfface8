import { STATUS_CODES } from 'node:http';
import { describe, expect, it } from 'vitest';
import { reasonPhrase } from '../../src/handshake/reason-phrase.ts';

describe('reasonPhrase', () => {
  const statuses = [
    301, 302, 303, 307, 308, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 413, 414, 421, 422, 423, 425, 426, 428, 429, 431, 451,
    500, 501, 502, 503, 504, 505, 507, 511,
  ];

  it.each(statuses)("says of %i what Node's table says", (status) => {
    expect(reasonPhrase(status)).toBe(STATUS_CODES[status]);
  });

  it.each([
    [300, 'Redirect'],
    [399, 'Redirect'],
    [444, 'Bad Request'],
    [499, 'Bad Request'],
    [555, 'Internal Server Error'],
  ])('says of the unknown %i what its class means (RFC 7231 §6)', (status, phrase) => {
    expect(reasonPhrase(status)).toBe(phrase);
  });
});
