import { describe, expect, it } from 'vitest';
import { resolveAcceptOptions } from '../../src/node/accept-options.ts';

describe('resolveAcceptOptions', () => {
  it('completes them with the defaults', () => {
    expect(resolveAcceptOptions({})).toMatchObject({ protocols: [], headers: [], deflate: undefined });
  });

  it.each([
    { what: 'a subprotocol that is no token', options: { protocols: ['a b'] } },
    { what: 'a subprotocol twice', options: { protocols: ['a', 'a'] } },
    { what: 'a single string of subprotocols', options: { protocols: 'chat' as unknown as string[] } },
    { what: 'a header with a line break', options: { headers: [['X-A', 'a\r\nX-B: b']] as const } },
    { what: 'a header of the handshake', options: { headers: [['Upgrade', 'h2c']] as const } },
    { what: 'what the server has to compute', options: { headers: [['Sec-WebSocket-Accept', 'x']] as const } },
  ])('throws for $what, before any client comes', ({ options }) => {
    expect(() => resolveAcceptOptions(options)).toThrow(TypeError);
  });
});
