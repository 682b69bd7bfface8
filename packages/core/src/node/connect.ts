import { parseClientUrl } from '../handshake/client-url.ts';
import { type ConnectOptions, resolveConnectOptions } from './connect-options.ts';
import { dial } from './dial.ts';
import { Socket } from './socket.ts';

/**
 * Connects to a WebSocket server; resolves when the opening handshake is done (RFC 6455 §4.1).
 *
 * The URL begins with `ws:`, `wss:`, `http:` or `https:`; a user name and password in it become Basic credentials,
 * unless an `Authorization` header is given. Rejects with `HandshakeError` when no connection comes about, and then leaves nothing
 * open; with `TypeError` or `RangeError` when the URL or an option is wrong. No error tells a URL, a header's value or a password.
 */
export async function connect(url: string | URL, options: ConnectOptions = {}): Promise<Socket> {
  const { transport, options: connection, terms } = await dial(parseClientUrl(url), resolveConnectOptions(options));
  return new Socket(transport, connection, terms);
}
