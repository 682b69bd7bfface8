/** What a server appends to the client's key, to prove that it speaks this protocol (RFC 6455 §1.3). */
export const WEBSOCKET_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Hashes ASCII text with SHA-1 and answers the hash in base64; given by the shell, for hashing is not a pure module's business. */
export type Sha1Base64 = (text: string) => string;

/** Computes the `Sec-WebSocket-Accept` that answers a `Sec-WebSocket-Key` (RFC 6455 §4.2.2). */
export function acceptKey(key: string, sha1Base64: Sha1Base64): string {
  return sha1Base64(key + WEBSOCKET_GUID);
}
