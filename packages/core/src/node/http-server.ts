import { createServer, type Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Refusal } from '../handshake/http-response.ts';
import { judgeUpgradeRequest } from '../handshake/upgrade-request.ts';
import type { Limits } from '../vocabulary/limits.ts';
import { refuse } from './accept.ts';
import { sha1Base64 } from './node-platform.ts';

/** How often Node looks for requests that take too long. Its own 30 s would treble a handshake's time. */
const TIMEOUT_CHECK_MS = 1_000;

/** What a request that is none is answered, by Node's code for the fault. */
const FAULTS: Partial<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: { status: 431, message: 'the request head is too large' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, message: 'the request took too long' },
};
const MALFORMED: Refusal = { status: 400, message: 'the request is malformed' };

/** Makes an HTTP server that does nothing but upgrade: whatever else comes is told what is missing. */
export function createUpgradeServer(limits: Limits): HttpServer {
  const timeout = limits.handshakeTimeoutMs === Number.POSITIVE_INFINITY ? 0 : limits.handshakeTimeoutMs;
  const server = createServer({
    ...(limits.maxHeaderBytes !== Number.POSITIVE_INFINITY && { maxHeaderSize: limits.maxHeaderBytes }),
    headersTimeout: timeout,
    requestTimeout: timeout,
    connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    requireHostHeader: false, // judged with everything else, and answered alike
  });
  server.on('request', (request) => {
    if (!request.socket.writable) return; // one behind another that was refused
    const verdict = judgeUpgradeRequest(request, {}, sha1Base64);
    // Node recognises every upgrade that we would accept, and then this is not asked.
    refuse(request.socket, verdict.kind === 'refuse' ? verdict.refusal : MALFORMED, limits.closeTimeoutMs);
  });
  server.on('clientError', (error: Error & { code?: string }, socket: Duplex) => {
    if (socket.writable) refuse(socket, FAULTS[error.code ?? ''] ?? MALFORMED, limits.closeTimeoutMs);
    else socket.destroy();
  });
  return server;
}
