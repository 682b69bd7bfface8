import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openTunnel } from '../../src/node/proxy-tunnel.ts';
import { type Answer, rawServer, responseOf } from '../support/raw-server.ts';

/** Asks a proxy that answers so for a tunnel. */
async function ask(answer: Answer, credentials = '') {
  const proxy = await rawServer(answer);
  const transport = connect(proxy.port, '127.0.0.1');
  const url = new URL(`http://${credentials}127.0.0.1:${proxy.port}`);
  const settled = openTunnel(transport, { authority: 'example.com:443', url, maxHeaderBytes: 500 });
  return { proxy, transport, settled };
}

describe('openTunnel', () => {
  it('asks for the authority (RFC 9110 §9.3.6)', async () => {
    const { proxy, transport, settled } = await ask(() => responseOf('200 Connection established'));
    await expect(settled).resolves.toBeUndefined();
    expect(proxy.heads).toEqual(['CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\nConnection: close']);
    transport.destroy();
  });

  it('signs in with the credentials of the URL', async () => {
    const { proxy, transport, settled } = await ask(() => responseOf('200 OK'), 'user:p%40ss@');
    await settled;
    expect(proxy.heads[0]).toContain(`Proxy-Authorization: Basic ${btoa('user:p@ss')}`);
    transport.destroy();
  });

  it.each([
    [() => responseOf('407 Proxy Authentication Required', 'Content-Length: 0'), 407, 'the proxy refused the tunnel with status 407'],
    [() => responseOf('302 Found', 'Location: http://elsewhere/'), 302, 'the proxy refused the tunnel with status 302'],
    [() => `${responseOf('200 OK')}HTTP/1.1 101`, 200, 'the proxy sent more than the head of its response'],
    [() => 'nonsense\r\n\r\n', undefined, "the proxy's response is not valid HTTP (HPE_INVALID_CONSTANT)"],
    [() => responseOf('200 OK', `A: ${'b'.repeat(1_000)}`), undefined, "the head of the proxy's response is larger than maxHeaderBytes"],
  ])('rejects %s', async (answer, status, message) => {
    const { transport, settled } = await ask(answer, 'user:secret@');
    await expect(settled).rejects.toMatchObject({ name: 'HandshakeError', problem: 'proxy', status, message });
    transport.destroy();
  });

  it('rejects when the proxy cannot be reached', async () => {
    const { transport, settled } = await ask((_, socket) => {
      socket.destroy();
      return undefined;
    });
    await expect(settled).rejects.toMatchObject({ problem: 'network', cause: { code: 'ECONNRESET' } });
    transport.destroy();
  });
});
