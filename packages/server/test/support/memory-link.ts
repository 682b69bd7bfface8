import { type Link, type Message, messageBytes } from '@trunkline/protocol/wire';
import type { LinkReceiver, ServerLink, SharedMessage } from '../../src/link/server-link.ts';

type Parcel = Message | { readonly code: number; readonly reason: string };

/** Who is at the client's end. */
export interface ClientReceiver {
  receive(message: Message): void;
  closed(code: number, reason: string): void;
}

/** What a link holds before it says that it drained, in bytes. */
const LOW_WATER = 64;

/**
 * A link in memory: what either end sends arrives in a later turn.
 *
 * A client that does not read lets everything wait, and counts it as a kernel would.
 */
export class MemoryLink implements ServerLink {
  server: LinkReceiver | undefined;
  client: ClientReceiver | undefined;
  /** The most that ever waited to be read, in bytes. */
  mostBuffered = 0;
  /** Messages that the server sent, whether or not they were read. */
  readonly sent: Message[] = [];
  readonly #toClient: Parcel[] = [];
  readonly #toServer: Parcel[] = [];
  #buffered = 0;
  #isReading = true;
  #isPaused = false;
  #isClosed = false;

  get bufferedAmount(): number {
    return this.#buffered;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  send(message: Message): void {
    if (this.#isClosed) return;
    this.sent.push(message);
    this.#toClient.push(message);
    this.#buffered += messageBytes(message);
    this.mostBuffered = Math.max(this.mostBuffered, this.#buffered);
    this.#deliverSoon();
  }

  sendShared({ message }: SharedMessage): void {
    this.send(message);
  }

  close(code: number, reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#toClient.push({ code, reason });
    this.#deliverSoon();
    queueMicrotask(() => this.server?.closed(1006, ''));
  }

  destroy(): void {
    this.cut();
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#deliverSoon();
  }

  /** The client's end. */
  readonly clientEnd: Link = {
    send: (message) => {
      this.#toServer.push(message);
      this.#deliverSoon();
    },
    close: (code, reason) => {
      this.#toServer.push({ code, reason });
      this.#deliverSoon();
    },
  };

  /** The client reads no more. */
  stall(): void {
    this.#isReading = false;
  }

  /** The client reads again. */
  read(): void {
    this.#isReading = true;
    this.#deliverSoon();
  }

  /** The client reads so many messages of those that wait. */
  readSome(count: number): void {
    for (let read = 0; read < count && this.#toClient.length > 0; read += 1) this.#deliverToClient();
  }

  /** The connection breaks: what is under way is lost. */
  cut(): void {
    this.#isClosed = true;
    this.#toClient.length = 0;
    this.#toServer.length = 0;
    queueMicrotask(() => {
      this.server?.closed(1006, '');
      this.client?.closed(1006, '');
    });
  }

  #deliverSoon(): void {
    queueMicrotask(() => {
      while (this.#isReading && this.#toClient.length > 0) this.#deliverToClient();
      while (!this.#isPaused && this.#toServer.length > 0) this.#deliverToServer();
    });
  }

  #deliverToClient(): void {
    const parcel = this.#toClient.shift();
    if (parcel === undefined) return;
    if (typeof parcel === 'object' && 'code' in parcel) {
      this.client?.closed(parcel.code, parcel.reason);
      return;
    }
    const before = this.#buffered;
    this.#buffered -= messageBytes(parcel);
    this.client?.receive(parcel);
    if (before > LOW_WATER && this.#buffered <= LOW_WATER) this.server?.drained();
  }

  #deliverToServer(): void {
    const parcel = this.#toServer.shift();
    if (parcel === undefined) return;
    if (typeof parcel !== 'object' || !('code' in parcel)) this.server?.receive(parcel);
    else if (!this.#isClosed) {
      this.#isClosed = true;
      this.server?.closed(parcel.code, parcel.reason);
    }
  }
}
