import { request as startRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import { HandshakeError } from '../vocabulary/errors.ts';
import { basicCredentials } from './basic-credentials.ts';
import { maxHeaderSize, requestError } from './request-error.ts';

/** What a proxy is asked. */
export interface TunnelRequest {
  /** `host:port` of the server, the port always given (RFC 9110 §9.3.6). */
  readonly authority: string;
  /** The proxy's URL, for its credentials. */
  readonly url: URL;
  readonly maxHeaderBytes: number;
}

/**
 * Asks a proxy for a tunnel to a server; resolves when the transport is that tunnel.
 *
 * Rejects with {@link HandshakeError}, `proxy` and the status where the proxy refuses; the transport is the caller's to destroy.
 */
export function openTunnel(transport: Duplex, { authority, url, maxHeaderBytes }: TunnelRequest): Promise<void> {
  const credentials = basicCredentials(url);
  return new Promise((resolve, reject) => {
    const request = startRequest({
      createConnection: () => transport,
      method: 'CONNECT',
      path: authority,
      headers: ['Host', authority, ...(credentials === undefined ? [] : ['Proxy-Authorization', credentials])],
      maxHeaderSize: maxHeaderSize(maxHeaderBytes),
    });
    request.on('connect', (response, _, head) => {
      const { statusCode: status = 0 } = response;
      if (status < 200 || status > 299) {
        reject(new HandshakeError('proxy', `the proxy refused the tunnel with status ${status}`, { status }));
      } else if (head.length > 0) {
        // No server speaks before it is spoken to: these bytes are the proxy's own, and would be read as the server's answer.
        reject(new HandshakeError('proxy', 'the proxy sent more than the head of its response', { status }));
      } else {
        resolve();
      }
    });
    request.on('error', (error) => reject(requestError(error, { peer: 'proxy', malformed: 'proxy' })));
    request.end();
  });
}
