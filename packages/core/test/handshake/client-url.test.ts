import { describe, expect, it } from 'vitest';
import { parseClientUrl } from '../../src/handshake/client-url.ts';

describe('parseClientUrl', () => {
  it.each([
    ['ws://example.com', 'ws://example.com/'],
    ['wss://example.com/chat?room=1', 'wss://example.com/chat?room=1'],
    ['http://example.com:80/', 'ws://example.com/'],
    ['https://example.com:443/', 'wss://example.com/'],
    ['https://example.com:80/', 'wss://example.com:80/'],
    ['WS://EXAMPLE.com:8080/a/../b', 'ws://example.com:8080/b'],
    ['ws://user:p%40ss@[::1]:9001/', 'ws://user:p%40ss@[::1]:9001/'],
    ['ws://example.com/%23', 'ws://example.com/%23'],
  ])('parses %s as %s', (text, href) => {
    expect(parseClientUrl(text).href).toBe(href);
    expect(parseClientUrl(new URL(text)).href).toBe(href);
  });

  it('gives the parts that a request needs', () => {
    const { protocol, username, password, host, hostname, port, pathname, search } = parseClientUrl('https://u:p@example.com:8443/a?b');
    expect({ protocol, username, password, host, hostname, port, pathname, search }).toEqual({
      protocol: 'wss:',
      username: 'u',
      password: 'p',
      host: 'example.com:8443',
      hostname: 'example.com',
      port: '8443',
      pathname: '/a',
      search: '?b',
    });
  });

  it('leaves a given URL object as it was', () => {
    const url = new URL('http://example.com/');
    parseClientUrl(url);
    expect(url.href).toBe('http://example.com/');
  });

  it.each([
    ['', 'the URL is not a valid absolute URL'],
    ['/chat', 'the URL is not a valid absolute URL'],
    ['ws://', 'the URL is not a valid absolute URL'],
    ['ws://user:secret@a b/', 'the URL is not a valid absolute URL'],
    ['ws://a:65536/', 'the URL is not a valid absolute URL'],
    ['ftp://example.com/', 'the URL must begin with ws:, wss:, http: or https:, not ftp:'],
    ['ws+unix:///run/socket', 'the URL must begin with ws:, wss:, http: or https:, not ws+unix:'],
    ['constructor:x', 'the URL must begin with ws:, wss:, http: or https:, not constructor:'],
    ['ws://example.com/#a', 'the URL must not have a fragment; a # that is meant must be written %23'],
    ['ws://example.com/#', 'the URL must not have a fragment; a # that is meant must be written %23'],
  ])('rejects %j (RFC 6455 §3)', (text, message) => {
    expect(() => parseClientUrl(text)).toThrow(new TypeError(message));
  });
});
