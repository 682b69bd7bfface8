import type { Buffer } from 'node:buffer';
import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Takes a socket on which the 101 has been written, with what the client sent behind its request. */
export type TakeSocket = (socket: Duplex, head: Buffer) => void;

/** What an upgrade needs to know of its server. */
export interface UpgradeTerms {
  /** How long a socket may stay that nobody uses: refused and not ended by its peer, or left to others and not taken by them. */
  readonly graceMs: number;
  /** Whether the app closes: then nothing waits for a peer any more. */
  readonly isClosing: boolean;
  /** Sockets that the server only waits for. */
  readonly lingering: Set<Upgrade>;
}

/**
 * One request for an upgrade, from Node's `upgrade` event until its socket is somebody's or is gone.
 *
 * ```
 * received ─► accepted, and answered 101 ─► taken
 *          ├► answered with anything else ─► ended, and cut when its peer does not end
 *          └► left to another listener ─► cut when nobody takes it
 * ```
 */
export class Upgrade {
  readonly #socket: Duplex;
  readonly #head: Buffer;
  readonly #terms: UpgradeTerms;
  #response: ServerResponse | undefined;
  #take: TakeSocket | undefined;
  #isSettled = false;

  constructor(socket: Duplex, head: Buffer, terms: UpgradeTerms) {
    this.#socket = socket;
    this.#head = head;
    this.#terms = terms;
    // Node has taken its own listener away, and a reset may come at any moment.
    socket.on('error', ignore);
  }

  /** Whether another listener of the event has begun to use the socket: Node hands it over unread. */
  get isTaken(): boolean {
    const { readableFlowing, writableEnded, destroyed } = this.#socket;
    return readableFlowing !== null || writableEnded || destroyed;
  }

  /**
   * Makes this response the one that answers. False when another router has given the socket a response of its own, which
   * then is the one.
   */
  answerBy(response: ServerResponse): boolean {
    try {
      // Node's declarations ask for a socket of the kernel, but any stream does.
      Reflect.apply(response.assignSocket, response, [this.#socket]);
    } catch {
      return false;
    }
    response.shouldKeepAlive = false; // whatever is answered, the connection speaks HTTP no further
    this.#watch(response);
    return true;
  }

  /** `take` gets the socket when the response has left, if that is a 101 then; behind those who listen for that already. */
  accept(response: ServerResponse, take: TakeSocket): void {
    this.#take = take;
    this.#watch(response);
  }

  /** The request was answered, by whatever response. What was not accepted ends. */
  answered(): void {
    if (!this.#isSettled && this.#take === undefined) this.#end();
  }

  /** Nobody here wants the request: another listener of the event has its time to take the socket. */
  leave(): void {
    this.#detach();
    this.#linger();
  }

  /** Cuts the socket, unless somebody has taken it. */
  abandon(): void {
    if (this.#isSettled || !this.isTaken) this.#socket.destroy();
  }

  #watch(response: ServerResponse): void {
    this.#response = response;
    response.off('finish', this.#finished).once('finish', this.#finished);
  }

  readonly #finished = (): void => {
    const response = this.#response;
    const take = this.#take;
    if (this.#isSettled || response === undefined) return;
    process.nextTick(() => response.emit('close')); // as Node does behind every response
    if (response.statusCode !== 101) {
      this.#end();
    } else if (take === undefined) {
      this.leave(); // the application speaks a protocol of its own
    } else {
      this.#isSettled = true;
      this.#detach();
      take(this.#socket, this.#head);
      this.#socket.off('error', ignore); // whoever took it listens now
    }
  };

  /** Half-closes: the answer has to arrive, so the peer ends first where it does at all. */
  #end(): void {
    this.#isSettled = true;
    this.#detach();
    this.#linger();
    this.#socket.resume(); // what still comes in is not wanted, but its end is
    this.#socket.end(() => {
      if (this.#terms.isClosing) this.#socket.destroy();
    });
  }

  /** Lets go of the response, which holds the request and its listeners. */
  #detach(): void {
    const response = this.#response;
    this.#response = undefined;
    if (response?.socket === this.#socket) response.detachSocket(response.socket);
  }

  #linger(): void {
    if (this.#socket.destroyed) return;
    const { graceMs, lingering } = this.#terms;
    const timer = setTimeout(() => this.abandon(), graceMs).unref();
    lingering.add(this);
    this.#socket.once('close', () => {
      clearTimeout(timer);
      lingering.delete(this);
    });
  }
}

function ignore(): void {}
