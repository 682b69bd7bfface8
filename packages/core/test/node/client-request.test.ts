import type { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it } from 'vitest';
import { requestUpgrade } from '../../src/node/client-request.ts';
import { type Answer, rawServer, responseOf, switching } from '../support/raw-server.ts';

/** Asks a server that answers so, and destroys the transport in the end. */
async function ask(answer: Answer, maxHeaderBytes = 16_384) {
  const server = await rawServer(answer);
  const transport = connect(server.port, '127.0.0.1');
  const headers = [
    ['Host', 'example.com'],
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
    ['X-Last', 'é'],
  ] as const;
  const settled = requestUpgrade(transport, { path: '/chat?room=1', headers, maxHeaderBytes });
  return { server, transport, settled };
}

const closed = (transport: Socket) => waitFor(() => transport.destroyed);

describe('requestUpgrade', () => {
  it('sends exactly the headers given, in their order, and no others (RFC 6455 §4.1)', async () => {
    const { server, transport, settled } = await ask((head) => switching(head));
    await expect(settled).resolves.toMatchObject({ status: 101, isUpgraded: true });
    expect(server.heads).toEqual([
      [
        'GET /chat?room=1 HTTP/1.1',
        'Host: example.com',
        'Upgrade: websocket',
        'Connection: Upgrade',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        'X-Last: é',
      ].join('\r\n'),
    ]);
    transport.destroy();
  });

  it('gives every header line as it came', async () => {
    const { transport, settled } = await ask(() => responseOf('403 Forbidden', 'A: 1', 'a: 2', 'Content-Length: 0'));
    await expect(settled).resolves.toEqual({
      status: 403,
      rawHeaders: ['A', '1', 'a', '2', 'Content-Length', '0'],
      isUpgraded: false,
    });
    transport.destroy();
  });

  it('leaves what came behind an upgrade in the transport', async () => {
    const { transport, settled } = await ask((head) => `${switching(head)}behind`);
    await settled;
    const [chunk]: Buffer[] = await once(transport, 'data');
    expect(String(chunk)).toBe('behind');
    transport.destroy();
  });

  it('passes over announcements before the answer', async () => {
    const { transport, settled } = await ask((head) => responseOf('103 Early Hints', 'Link: </a>') + switching(head));
    await expect(settled).resolves.toMatchObject({ status: 101, isUpgraded: true });
    transport.destroy();
  });

  it('tells a 101 that upgrades nothing from one that does', async () => {
    const { transport, settled } = await ask(() => responseOf('101 Switching Protocols'));
    await expect(settled).resolves.toEqual({ status: 101, rawHeaders: [], isUpgraded: false });
    transport.destroy();
  });

  it.each([
    ['what is no HTTP', () => 'SSH-2.0-OpenSSH\r\n\r\n', { problem: 'response' }],
    ['a header without colon', () => responseOf('200 OK', 'nonsense'), { problem: 'response' }],
    ['a bare line feed in a header', () => responseOf('200 OK', 'A: b\nC: d'), { problem: 'response' }],
    ['a head that is too large', () => responseOf('200 OK', `A: ${'b'.repeat(1_000)}`), { problem: 'response' }],
    ['HTTP/1.0', (head: string) => switching(head).replace('1.1', '1.0'), { problem: 'http-version', status: 101 }],
  ])('rejects %s', async (_, answer, expected) => {
    const { transport, settled } = await ask(answer, 500);
    await expect(settled).rejects.toMatchObject({ name: 'HandshakeError', ...expected });
    transport.destroy();
  });

  it('rejects when the server ends without an answer', async () => {
    const { transport, settled } = await ask((_, socket) => {
      socket.end();
      return undefined;
    });
    await expect(settled).rejects.toMatchObject({ problem: 'network', cause: { code: 'ECONNRESET' } });
    await closed(transport);
  });
});
