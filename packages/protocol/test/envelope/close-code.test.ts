import { describe, expect, it } from 'vitest';
import { endsSession, ProtocolCloseCode, staysAway } from '../../src/envelope/close-code.ts';

describe('ProtocolCloseCode', () => {
  it('has the codes of §7', () => {
    expect(ProtocolCloseCode).toEqual({
      drained: 4001,
      slow: 4002,
      superseded: 4003,
      heartbeatLost: 4004,
      overloaded: 4005,
      credentialsExpired: 4006,
      badEnvelope: 4500,
      unauthenticated: 4501,
      banned: 4503,
    });
  });
});

describe('staysAway', () => {
  it.each([
    [1000, false],
    [1001, false],
    [1009, false],
    [3000, false],
    [4000, false],
    [4499, false],
    [4500, true],
    [4777, true],
    [4999, true],
    [5000, false],
  ])('tells of %d by its range alone: %s (§7)', (code, expected) => {
    expect(staysAway(code)).toBe(expected);
  });
});

describe('endsSession', () => {
  it.each([
    { code: 1000, client: true, server: false },
    { code: 1001, client: true, server: false },
    { code: 1002, client: false, server: false },
    { code: 1003, client: true, server: true },
    { code: 1006, client: false, server: false },
    { code: 1007, client: true, server: true },
    { code: 1008, client: false, server: false },
    { code: 1009, client: true, server: true },
    { code: 1011, client: false, server: false },
    { code: 4001, client: false, server: false },
    { code: 4003, client: false, server: false },
    { code: 4499, client: false, server: false },
    { code: 4500, client: true, server: true },
    { code: 4999, client: true, server: true },
    { code: 5000, client: false, server: false },
  ])('tells of $code whether the session is over, said by the client: $client, by the server: $server (§4)', ({ code, client, server }) => {
    expect([endsSession(code, 'client'), endsSession(code, 'server')]).toEqual([client, server]);
  });
});
