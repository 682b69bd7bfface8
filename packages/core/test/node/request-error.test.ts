import { describe, expect, it } from 'vitest';
import { maxHeaderSize, requestError } from '../../src/node/request-error.ts';

const failing = (code?: string) => Object.assign(new Error('cause'), code === undefined ? {} : { code });

describe('requestError', () => {
  it.each([
    ['ECONNREFUSED', 'network', 'the connection to the server failed (ECONNREFUSED)'],
    [undefined, 'network', 'the connection to the server failed (Error)'],
    ['HPE_INVALID_CONSTANT', 'response', "the server's response is not valid HTTP (HPE_INVALID_CONSTANT)"],
    ['HPE_HEADER_OVERFLOW', 'response', "the head of the server's response is larger than maxHeaderBytes"],
  ])('of code %s is %s', (code, problem, message) => {
    const cause = failing(code);
    expect(requestError(cause, { peer: 'server', malformed: 'response' })).toMatchObject({ problem, message, cause });
  });

  it('tells a proxy’s fault as the proxy’s', () => {
    const error = requestError(failing('HPE_INVALID_CONSTANT'), { peer: 'proxy', malformed: 'proxy' });
    expect(error).toMatchObject({ problem: 'proxy', message: "the proxy's response is not valid HTTP (HPE_INVALID_CONSTANT)" });
  });
});

describe('maxHeaderSize', () => {
  it.each([
    [0, 1],
    [16_384, 16_384],
    [Number.POSITIVE_INFINITY, 2 ** 31 - 1],
  ])('of %d is %d', (limit, size) => {
    expect(maxHeaderSize(limit)).toBe(size);
  });
});
