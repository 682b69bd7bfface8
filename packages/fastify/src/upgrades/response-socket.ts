import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Gives a response the socket that it is written to. False when the socket has another response already. */
export function assignSocket(response: ServerResponse, socket: Duplex): boolean {
  try {
    // Node's declarations ask for a socket of the kernel, but any stream does.
    Reflect.apply(response.assignSocket, response, [socket]);
    return true;
  } catch {
    return false;
  }
}

/** Takes the socket from a response again, if it has that one. */
export function detachSocket(response: ServerResponse, socket: Duplex): void {
  if (response.socket === socket) response.detachSocket(response.socket);
}

/**
 * Tells, when a request has just come in, whether its response has to wait for that of an earlier one: clients may write several requests at once
 * (RFC 9112 §9.3.2).
 */
export function isBehindOthers(response: ServerResponse, socket: Duplex): boolean {
  if (!assignSocket(response, socket)) return true;
  detachSocket(response, socket);
  return false;
}
