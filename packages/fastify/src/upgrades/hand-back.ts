import { Buffer } from 'node:buffer';
import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Server as TlsServer } from 'node:tls';

/** What asks for the upgrade, and is left out. */
const ASKING = /^(?:upgrade|http2-settings)$/i;

/** Tells whether a request asks for a WebSocket, and not for another protocol that nobody here speaks. */
export function asksForWebSocket({ headers }: IncomingMessage): boolean {
  return /(?:^|,)\s*websocket\s*(?:,|$)/i.test(headers.upgrade ?? '');
}

/**
 * Gives a request for another protocol back to Node's server, as one that asks for none: a server may ignore what it does not speak (RFC 9110
 * §7.8).
 *
 * Clients offer `Upgrade: h2c` with any request, those of Java with each. As soon as somebody listens for upgrades, Node hands such a request
 * over without its body.
 */
export function handBack(server: EventEmitter, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  socket.unshift(Buffer.concat([Buffer.from(headOf(request), 'latin1'), head]));
  server.emit(server instanceof TlsServer ? 'secureConnection' : 'connection', socket);
}

/** The head of a request as it came, without what asks for the upgrade. */
function headOf({ method, url, httpVersion, rawHeaders }: IncomingMessage): string {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2);
    if (name.toLowerCase() === 'connection') lines.push(...connectionLine(value));
    else if (!ASKING.test(name)) lines.push(`${name}: ${value}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function connectionLine(value: string): string[] {
  const kept = value.split(',').filter((option) => !ASKING.test(option.trim()));
  return kept.length === 0 ? [] : [`Connection: ${kept.join(',')}`];
}
