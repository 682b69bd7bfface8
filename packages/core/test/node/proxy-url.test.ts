import { describe, expect, it } from 'vitest';
import { parseProxyUrl } from '../../src/node/proxy-url.ts';

describe('parseProxyUrl', () => {
  it.each(['http://user:secret@proxy:3128/', 'https://proxy/'])('takes %s, as text or parsed', (url) => {
    expect(parseProxyUrl(url).href).toBe(url);
    expect(parseProxyUrl(new URL(url)).href).toBe(url);
  });

  it.each(['', 'proxy:3128', 'socks5://user:secret@proxy', 'http://user:secret@a b/'])('refuses %j without telling it', (url) => {
    expect(() => parseProxyUrl(url)).toThrow(new TypeError('proxy must be an http: or https: URL'));
  });
});
