import { describe, expect, it } from 'vitest';
import { resolveDeflate } from '../../src/handshake/deflate-options.ts';
import { nodePlatform } from '../../src/node/node-platform.ts';
import { connectionOptions, resolveSocketOptions, type SocketOptions } from '../../src/node/socket-options.ts';
import { zlibDeflater } from '../../src/node/zlib-deflater.ts';
import { zlibInflater } from '../../src/node/zlib-inflater.ts';
import { DEFAULT_LIMITS } from '../../src/vocabulary/limits.ts';

const ROLES = ['client', 'server'] as const;

/** Options as a caller without a compiler may give them. */
function withoutTypes(given: object): SocketOptions {
  return given;
}

describe('resolveSocketOptions', () => {
  it.each([[{}], [{ limits: undefined, deflate: undefined, keepalive: undefined, fragmentBytes: undefined }], [{ deflate: false }]])(
    'answers the defaults for %j',
    (given) => {
      expect(resolveSocketOptions(given)).toMatchObject({
        limits: DEFAULT_LIMITS,
        deflate: undefined,
        keepalive: { intervalMs: 25_000, timeoutMs: 10_000 },
        fragmentBytes: Number.POSITIVE_INFINITY,
      });
    },
  );

  it('keeps what is given', () => {
    const given = { limits: { maxMessageBytes: 5 }, deflate: { level: 1 }, keepalive: { intervalMs: 1, timeoutMs: 2 }, fragmentBytes: 3 };
    expect(resolveSocketOptions(given)).toMatchObject({
      limits: { ...DEFAULT_LIMITS, maxMessageBytes: 5, maxFrameBytes: 5 },
      deflate: resolveDeflate({ level: 1 }),
      keepalive: { intervalMs: 1, timeoutMs: 2 },
      fragmentBytes: 3,
    });
  });

  it('never asks for a sign of life where keepalive is false', () => {
    expect(resolveSocketOptions({ keepalive: false }).keepalive).toBeUndefined();
  });

  it.each([
    [{ fragmentBytes: 0 }, 'fragmentBytes must be a whole number of at least 1, or Infinity; it is 0'],
    [{ fragmentBytes: 1.5 }, 'fragmentBytes must be a whole number of at least 1, or Infinity; it is 1.5'],
    [{ fragmentBytes: Number.NaN }, 'fragmentBytes must be a whole number of at least 1, or Infinity; it is NaN'],
    [{ keepalive: { intervalMs: 0, timeoutMs: 1 } }, 'keepalive.intervalMs must be more than 0 ms; it is 0'],
    [{ keepalive: { intervalMs: 1, timeoutMs: -1 } }, 'keepalive.timeoutMs must be more than 0 ms; it is -1'],
    [{ keepalive: { intervalMs: 1 } }, 'keepalive.timeoutMs must be more than 0 ms; it is undefined'],
    [{ limits: { maxFragments: -1 } }, 'maxFragments must be a whole number of at least 0, or Infinity; it is -1'],
    [{ deflate: { level: 10 } }, 'deflate.level must be a whole number from -1 to 9; it is 10'],
  ])('refuses %j', (given, message) => {
    expect(() => resolveSocketOptions(withoutTypes(given))).toThrow(new RangeError(message));
  });
});

describe('connectionOptions', () => {
  const agreed = { serverNoContextTakeover: true, clientNoContextTakeover: false, serverMaxWindowBits: 10, clientMaxWindowBits: 12 };

  it.each(ROLES)('has no deflate on a %s where none was agreed', (role) => {
    const resolved = resolveSocketOptions({ deflate: true, fragmentBytes: 9 });
    expect(connectionOptions(role, resolved, undefined)).toEqual({
      role,
      limits: DEFAULT_LIMITS,
      keepalive: { intervalMs: 25_000, timeoutMs: 10_000 },
      fragmentBytes: 9,
      platform: nodePlatform,
      deflate: undefined,
    });
  });

  it.each(ROLES)('is one object for all connections of a %s without deflate', (role) => {
    const resolved = resolveSocketOptions({});
    expect(connectionOptions(role, resolved, undefined)).toBe(connectionOptions(role, resolved, undefined));
  });

  it('deflates on a server as the server does, and inflates as the client does (RFC 7692 §7.1)', () => {
    const resolved = resolveSocketOptions({ deflate: { level: 3, memLevel: 7, thresholdBytes: 5 } });
    expect(connectionOptions('server', resolved, agreed).deflate).toEqual({
      deflater: zlibDeflater({ level: 3, memLevel: 7 }, 10),
      inflater: zlibInflater,
      thresholdBytes: 5,
      outboundWindowBits: undefined,
      inboundWindowBits: 12,
    });
  });

  it('deflates on a client as the client does, and inflates as the server does (RFC 7692 §7.1)', () => {
    const { role, deflate } = connectionOptions('client', resolveSocketOptions({ deflate: true }), agreed);
    expect({ role, ...deflate }).toEqual({
      role: 'client',
      deflater: zlibDeflater({ level: 6, memLevel: 8 }, 12),
      inflater: zlibInflater,
      thresholdBytes: 1024,
      outboundWindowBits: 12,
      inboundWindowBits: undefined,
    });
  });
});
