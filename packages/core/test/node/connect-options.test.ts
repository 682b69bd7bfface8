import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type ConnectOptions, resolveConnectOptions } from '../../src/node/connect-options.ts';
import { DEFAULT_LIMITS } from '../../src/vocabulary/limits.ts';

describe('resolveConnectOptions', () => {
  it('fills the defaults in', () => {
    expect(resolveConnectOptions({})).toMatchObject({
      limits: DEFAULT_LIMITS,
      deflate: undefined,
      keepalive: { intervalMs: 25_000, timeoutMs: 10_000 },
      fragmentBytes: Number.POSITIVE_INFINITY,
      protocols: [],
      headers: [],
      tls: {},
      proxy: undefined,
      socketPath: undefined,
      transport: undefined,
      followRedirects: 0,
      signal: undefined,
    });
  });

  it('lists headers and parses the proxy', () => {
    const { headers, proxy } = resolveConnectOptions({ headers: { A: ['1', '2'] }, proxy: 'http://proxy:3128', proxyTls: { ca: 'x' } });
    expect(headers).toEqual([
      ['A', '1'],
      ['A', '2'],
    ]);
    expect(proxy).toEqual({ url: new URL('http://proxy:3128'), tls: { ca: 'x' } });
  });

  it('takes a transport as it is', () => {
    const transport = new PassThrough();
    expect(resolveConnectOptions({ transport, followRedirects: 0 }).transport).toBe(transport);
  });

  it.each<[string, { readonly [Name in keyof ConnectOptions]?: unknown }, typeof Error]>([
    ['a protocol that is no token', { protocols: ['a b'] }, TypeError],
    ['a protocol named twice', { protocols: ['a', 'a'] }, TypeError],
    ['a protocol that is not in a list', { protocols: 'a' }, TypeError],
    ['a reserved header', { headers: { Upgrade: 'h2c' } }, TypeError],
    ['a negative count', { followRedirects: -1 }, RangeError],
    ['half a redirect', { followRedirects: 0.5 }, RangeError],
    ['no count', { followRedirects: '1' }, RangeError],
    ['an empty path', { socketPath: '' }, TypeError],
    ['a proxy of another kind', { proxy: 'socks5://proxy' }, TypeError],
    ['a proxy and a Unix socket', { proxy: 'http://proxy', socketPath: '/run/socket' }, TypeError],
    ['no transport', { transport: {} }, TypeError],
    ['a transport and a proxy', { transport: new PassThrough(), proxy: 'http://proxy' }, TypeError],
    ['a transport and a Unix socket', { transport: new PassThrough(), socketPath: '/run/socket' }, TypeError],
    ['a transport and redirects', { transport: new PassThrough(), followRedirects: 1 }, TypeError],
    ['no signal', { signal: {} }, TypeError],
    ['a wrong limit', { limits: { handshakeTimeoutMs: -1 } }, RangeError],
  ])('refuses %s', (_, options, kind) => {
    expect(() => Reflect.apply(resolveConnectOptions, undefined, [options])).toThrow(kind);
  });
});
