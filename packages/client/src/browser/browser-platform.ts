import type { Message } from '@trunkline/protocol/wire';
import { MAX_DELAY_MS, type Platform, type PlatformObserver, type Transport, type TransportObserver } from '../transport/platform.ts';

/** The world as browsers, Deno, Bun and workers have it. */
export const browserPlatform: Platform = {
  now: () => performance.now(),
  date: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, Math.min(delayMs, MAX_DELAY_MS));
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
  randomKey: () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(''),
  report: (error) => reportError(error),
  open: (url, protocol, observer) => new WebSocketTransport(new WebSocket(url, protocol), observer),
  watch,
};

/** The platform's WebSocket as a transport. */
class WebSocketTransport implements Transport {
  readonly #socket: WebSocket;

  constructor(socket: WebSocket, observer: TransportObserver) {
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => observer.onOpen();
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => observer.onMessage(messageOf(data));
    socket.onclose = ({ code, reason }) => observer.onClosed(code, reason);
  }

  send(message: Message): void {
    // Once it is closing nothing reaches the server any more.
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(viewOf(message));
  }

  close(code: number, reason: string): void {
    this.#socket.close(isSendable(code) ? code : undefined, reason);
  }

  destroy(): void {
    const socket = this.#socket;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }
}

function messageOf(data: string | ArrayBuffer): Message {
  return typeof data === 'string' ? data : new Uint8Array(data);
}

/** What `send` takes: bytes that are not shared with other threads. */
function viewOf(message: Message): string | Uint8Array<ArrayBuffer> {
  return typeof message === 'string' ? message : new Uint8Array(message);
}

/** The codes that a browser lets a page send. */
function isSendable(code: number): boolean {
  return code === 1000 || (code >= 3000 && code <= 4999);
}

/** Watches network and page, where the platform tells of them. */
function watch({ onOnline, onOffline, onAwake }: PlatformObserver): () => void {
  if (typeof addEventListener !== 'function') return () => {};
  const onVisibility = () => {
    if (document.visibilityState === 'visible') onAwake();
  };
  const hasDocument = typeof document === 'object';
  addEventListener('online', onOnline);
  addEventListener('offline', onOffline);
  if (hasDocument) document.addEventListener('visibilitychange', onVisibility);
  return () => {
    removeEventListener('online', onOnline);
    removeEventListener('offline', onOffline);
    if (hasDocument) document.removeEventListener('visibilitychange', onVisibility);
  };
}
