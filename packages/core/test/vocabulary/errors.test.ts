import { describe, expect, it } from 'vitest';
import {
  ConnectionClosedError,
  HandshakeError,
  InvalidStateError,
  ProtocolError,
  type ProtocolViolation,
} from '../../src/vocabulary/errors.ts';

const CODES = [
  ['reserved-bits', 1002],
  ['unknown-opcode', 1002],
  ['wrong-mask', 1002],
  ['length-not-minimal', 1002],
  ['length-out-of-range', 1002],
  ['control-too-long', 1002],
  ['control-fragmented', 1002],
  ['control-compressed', 1002],
  ['unexpected-continuation', 1002],
  ['expected-continuation', 1002],
  ['continuation-compressed', 1002],
  ['invalid-utf8', 1007],
  ['invalid-close-code', 1002],
  ['invalid-close-payload', 1002],
  ['invalid-deflate', 1007],
  ['frame-too-big', 1009],
  ['message-too-big', 1009],
  ['too-many-fragments', 1009],
  ['message-too-slow', 1008],
] as const satisfies readonly (readonly [ProtocolViolation, number])[];

/** Does not compile while a violation is missing in the table. */
const unlisted: Exclude<ProtocolViolation, (typeof CODES)[number][0]>[] = [];

describe('ProtocolError', () => {
  it.each([...CODES, ...unlisted])('knows the close code of %s: %d (§7.4.1)', (violation, closeCode) => {
    const error = new ProtocolError(violation);
    expect({ name: error.name, violation: error.violation, closeCode: error.closeCode }).toEqual({
      name: 'ProtocolError',
      violation,
      closeCode,
    });
  });

  it('says what happened, and keeps its cause', () => {
    const cause = new Error('incorrect header check');
    const error = new ProtocolError('invalid-deflate', { cause });
    expect(error.message).toBe('the peer sent invalid-deflate (close code 1007)');
    expect(error.cause).toBe(cause);
  });
});

describe('InvalidStateError', () => {
  it('carries its name and message', () => {
    expect(String(new InvalidStateError('the connection is closed'))).toBe('InvalidStateError: the connection is closed');
  });
});

describe('ConnectionClosedError', () => {
  it.each([
    [undefined, undefined, 'the connection is closed (no close frame sent, no close frame received)'],
    [{ code: 1000, reason: '' }, undefined, 'the connection is closed (sent 1000, no close frame received)'],
    [{ code: 1000, reason: '' }, { code: 4000, reason: 'a "b"\n' }, 'the connection is closed (sent 1000, received 4000 "a \\"b\\"\\n")'],
  ])('tells both close frames: %j, %j', (sent, received, message) => {
    const error = new ConnectionClosedError(sent, received);
    expect({ name: error.name, message: error.message, sent: error.sent, received: error.received }).toEqual({
      name: 'ConnectionClosedError',
      message,
      sent,
      received,
    });
  });

  it('keeps its cause', () => {
    const cause = new Error('read ECONNRESET');
    expect(new ConnectionClosedError(undefined, undefined, { cause }).cause).toBe(cause);
  });
});

describe('HandshakeError', () => {
  it('carries the problem, the status, the wait and the cause', () => {
    const cause = new Error('inner');
    const error = new HandshakeError('refused', 'not now', { status: 503, retryAfterMs: 1_000, cause });
    const { name, problem, message, status, retryAfterMs } = error;
    expect({ name, problem, message, status, retryAfterMs, cause: error.cause }).toEqual({
      name: 'HandshakeError',
      problem: 'refused',
      message: 'not now',
      status: 503,
      retryAfterMs: 1_000,
      cause,
    });
  });

  it('has no status where no HTTP answer is involved', () => {
    expect(new HandshakeError('network', 'refused')).toMatchObject({ status: undefined, retryAfterMs: undefined });
  });
});
