import { describe, expect, it } from 'vitest';
import { parseClientUrl } from '../../src/handshake/client-url.ts';
import { isRedirect, isSameOrigin, redirectTarget } from '../../src/handshake/redirect.ts';
import { HandshakeError } from '../../src/vocabulary/errors.ts';

describe('isRedirect', () => {
  it('knows the statuses that send a GET elsewhere (RFC 9110 §15.4)', () => {
    const statuses = Array.from({ length: 500 }, (_, at) => 100 + at);
    expect(statuses.filter(isRedirect)).toEqual([301, 302, 303, 307, 308]);
  });
});

describe('isSameOrigin', () => {
  it.each([
    ['ws://a/x', 'ws://a:80/y?z', true],
    ['ws://u:p@a/', 'ws://a/', true],
    ['http://a/', 'ws://a/', true],
    ['ws://a/', 'wss://a/', false],
    ['ws://a/', 'ws://a:81/', false],
    ['ws://a/', 'ws://b/', false],
    ['ws://a/', 'ws://a.b/', false],
  ])('of %s and %s is %s', (one, other, expected) => {
    expect(isSameOrigin(parseClientUrl(one), parseClientUrl(other))).toBe(expected);
  });
});

const redirect = (location: string, from: string) =>
  redirectTarget({ status: 302, rawHeaders: ['location', location] }, parseClientUrl(from)).href;

describe('redirectTarget', () => {
  it.each([
    ['/b', 'ws://a/x/y?z', 'ws://a/b'],
    ['b?c', 'wss://a/x/y', 'wss://a/x/b?c'],
    ['//b/c', 'wss://a/', 'wss://b/c'],
    ['ws://b/', 'ws://a/', 'ws://b/'],
    ['wss://b/', 'ws://a/', 'wss://b/'],
    ['http://b:8080/', 'ws://a/', 'ws://b:8080/'],
    ['https://b/', 'wss://a/', 'wss://b/'],
    ['https://u:p@b/#f', 'ws://a/', 'wss://b/'],
    ['/b', 'ws://u:p@a/', 'ws://a/b'],
    ['', 'ws://a/x', 'ws://a/x'],
  ])('leads by %j from %s to %s', (location, from, expected) => {
    expect(redirect(location, from)).toBe(expected);
  });

  it.each([
    [['location', 'ws://secret@b/'], 'it leads from wss: to ws:'],
    [['location', 'http://b/'], 'it leads from wss: to ws:'],
    [['location', 'ftp://b/'], 'its Location is not a WebSocket URL'],
    [['location', 'javascript:alert(1)'], 'its Location is not a WebSocket URL'],
    [['location', 'https://[b/'], 'its Location is not a URL'],
    [[], 'it has no single Location'],
    [['location', '/b', 'Location', '/c'], 'it has no single Location'],
  ])('does not follow %j', (rawHeaders, fault) => {
    const from = parseClientUrl('wss://a/');
    expect(() => redirectTarget({ status: 301, rawHeaders }, from)).toThrow(
      new HandshakeError('redirect', `the server's redirect with status 301 is not followed: ${fault}`, { status: 301 }),
    );
  });
});
