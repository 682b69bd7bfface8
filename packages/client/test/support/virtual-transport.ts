import type { Message } from '@trunkline/protocol/wire';
import type { Transport, TransportObserver } from '../../src/transport/platform.ts';

/** Who is at the server's end of a transport. */
export interface TransportPeer {
  receive(message: Message): void;
  closed(code: number, reason: string): void;
}

/** A transport that a test, or a server in memory, opens, refuses, stalls and cuts. What is sent arrives in a later turn. */
export class VirtualTransport implements Transport {
  readonly url: string;
  readonly protocol: string;
  readonly observer: TransportObserver;
  /** What the client sent, delivered or not. */
  readonly sent: Message[] = [];
  /** How the client closed it, or that it cut it. */
  ending: { readonly code: number; readonly reason: string } | 'destroyed' | undefined;
  #peer: TransportPeer | undefined;
  #isOver = false;
  #isStalled = false;

  constructor(url: string, protocol: string, observer: TransportObserver) {
    this.url = url;
    this.protocol = protocol;
    this.observer = observer;
  }

  // The client's end.

  send(message: Message): void {
    this.sent.push(message);
    this.#soon(() => this.#peer?.receive(message));
  }

  close(code: number, reason: string): void {
    if (this.ending !== undefined || this.#isOver) return;
    this.ending = { code, reason };
    this.#soon(() => {
      this.#peer?.closed(code, reason);
      this.#end(code, reason);
    });
  }

  destroy(): void {
    this.ending ??= 'destroyed';
    this.#isOver = true;
  }

  // The test's end.

  /** Opens it to a peer; to nobody, who never answers, without. */
  open(peer?: TransportPeer): void {
    this.#peer = peer;
    if (!this.#isOver) this.observer.onOpen();
  }

  /** Delivers a message to the client. */
  deliver(message: Message): void {
    this.#soon(() => this.observer.onMessage(message));
  }

  /** The upgrade is answered by a status. */
  refuse(status: number, retryAfterMs?: number): void {
    this.observer.onRefused(status, retryAfterMs);
    this.#end(1006, '');
  }

  /** Closes it from the server's end. */
  closeByServer(code: number, reason = ''): void {
    this.#soon(() => this.#end(code, reason));
  }

  /** It breaks: what is under way is lost, and both ends see it. */
  cut(): void {
    if (this.#isOver) return;
    this.#end(1006, '');
    this.#peer?.closed(1006, '');
  }

  /** Nothing gets through any more, and nobody is told. */
  stall(): void {
    this.#isStalled = true;
  }

  #end(code: number, reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.observer.onClosed(code, reason);
  }

  #soon(run: () => void): void {
    queueMicrotask(() => {
      if (!this.#isOver && !this.#isStalled) run();
    });
  }
}
