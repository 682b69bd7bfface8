import { type IncomingMessage, request as startRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Header } from '../handshake/header-values.ts';
import type { ResponseHead } from '../handshake/upgrade-response.ts';
import { HandshakeError } from '../vocabulary/errors.ts';
import { maxHeaderSize, requestError } from './request-error.ts';

/** One request for an upgrade. */
export interface UpgradeRequest {
  /** Path and query. */
  readonly path: string;
  /** All headers, `Host` included. */
  readonly headers: readonly Header[];
  readonly maxHeaderBytes: number;
}

/** A server's answer; only an upgraded transport speaks WebSocket from here on. */
export interface UpgradeAnswer extends ResponseHead {
  readonly isUpgraded: boolean;
}

/**
 * Sends an opening handshake over a transport and reads the head of the answer (RFC 6455 §4.1). Judges nothing that a pure part can.
 *
 * What came behind the head of an upgrade is put back into the transport. Rejects with {@link HandshakeError}; the transport is the caller's to destroy.
 */
export function requestUpgrade(transport: Duplex, { path, headers, maxHeaderBytes }: UpgradeRequest): Promise<UpgradeAnswer> {
  return new Promise((resolve, reject) => {
    const request = startRequest({
      createConnection: () => transport,
      path,
      headers: headers.flat(),
      maxHeaderSize: maxHeaderSize(maxHeaderBytes),
    });
    const answer = (response: ResponseLine, isUpgraded: boolean) => {
      if (isOlderThan11(response)) {
        reject(new HandshakeError('http-version', 'the server answered with HTTP/1.0', { status: response.statusCode }));
      } else {
        resolve({ status: response.statusCode ?? 0, rawHeaders: response.rawHeaders, isUpgraded });
      }
    };
    request.on('upgrade', (response, socket, head) => {
      if (head.length > 0) socket.unshift(head);
      answer(response, true);
    });
    request.on('response', (response) => answer(response, false));
    request.on('information', (response) => {
      // Node takes a 101 without Upgrade headers for a mere announcement and would wait for ever.
      if (response.statusCode === 101) answer(response, false);
    });
    request.on('error', (error) => reject(requestError(error, { peer: 'server', malformed: 'response' })));
    request.end();
  });
}

type ResponseLine = Pick<IncomingMessage, 'statusCode' | 'httpVersion' | 'rawHeaders'>;

/** There is no 101 before HTTP/1.1, and no WebSocket (RFC 6455 §4.2.2). A refusal may be of any version. */
function isOlderThan11({ statusCode, httpVersion }: ResponseLine): boolean {
  return statusCode === 101 && Number(httpVersion) < 1.1;
}
