import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { acceptKey, WEBSOCKET_GUID } from '../../src/handshake/accept-key.ts';

describe('acceptKey', () => {
  it("hashes the key and the protocol's GUID", () => {
    expect(acceptKey('key', (text) => `hash of ${text}`)).toBe(`hash of key${WEBSOCKET_GUID}`);
  });

  it("answers the RFC's example (RFC 6455 §1.3)", () => {
    const sha1Base64 = (text: string) => createHash('sha1').update(text).digest('base64');
    expect(acceptKey('dGhlIHNhbXBsZSBub25jZQ==', sha1Base64)).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
  });
});
