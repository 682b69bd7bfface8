import type { Buffer } from 'node:buffer';
import type { ServerResponse } from 'node:http';
import { Socket as NetSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import { assignSocket, detachSocket } from './response-socket.ts';

/** Takes a socket on which the 101 has been written, with what the client sent behind its request. */
export type TakeSocket = (socket: Duplex, head: Buffer) => void;

/** What an upgrade needs to know of its server. */
export interface UpgradeTerms {
  /** How long the application may take until it begins to answer. */
  readonly answerMs: number;
  /** How long a socket may stay that nobody uses: refused and not ended by its peer, or left to others and not taken by them. */
  readonly graceMs: number;
  /** Whether the app closes: then nothing waits for a peer any more. */
  readonly isClosing: boolean;
  /** Upgrades whose sockets are cut when their time is up. */
  readonly waiting: Set<Upgrade>;
}

/**
 * One request for an upgrade, from Node's `upgrade` event until its socket is somebody's or is gone.
 *
 * ```
 * received ─► accepted, and answered 101 ─► taken
 *          ├► answered with anything else ─► ended, and cut when its peer does not end
 *          ├► left to another listener ─► cut when nobody takes it
 *          └► not answered in time ─► cut
 * ```
 *
 * Nobody reads from a socket until it is taken or ended, so that a peer which leaves before is not seen: time alone ends its connection.
 */
export class Upgrade {
  readonly #socket: Duplex;
  readonly #head: Buffer;
  readonly #terms: UpgradeTerms;
  /** What earlier answers of the connection came to. */
  readonly #written: number;
  #response: ServerResponse | undefined;
  #take: TakeSocket | undefined;
  #isSettled = false;
  #isLingering = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(socket: Duplex, head: Buffer, terms: UpgradeTerms) {
    this.#socket = socket;
    this.#head = head;
    this.#terms = terms;
    // Node has taken its own listener away, and a reset may come at any moment.
    socket.on('error', ignore);
    this.#written = writtenTo(socket);
    this.#expireAfter(terms.answerMs);
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
    if (!assignSocket(response, this.#socket)) return false;
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

  /** The app closes: who has refused the socket, or left it, waits no longer, and who decides has little time. */
  hurry(): void {
    if (this.#isLingering) this.#expire();
    else this.#expireAfter(this.#terms.graceMs);
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
      this.#stopTimer();
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
    if (response !== undefined) detachSocket(response, this.#socket);
  }

  #linger(): void {
    this.#isLingering = true;
    this.#expireAfter(this.#terms.graceMs);
  }

  #expireAfter(ms: number): void {
    this.#stopTimer();
    if (this.#socket.destroyed) return;
    this.#timer = setTimeout(() => this.#expire(), ms).unref();
    this.#terms.waiting.add(this);
    this.#socket.once('close', this.#stopTimer);
  }

  readonly #stopTimer = (): void => {
    clearTimeout(this.#timer);
    this.#terms.waiting.delete(this);
    this.#socket.off('close', this.#stopTimer);
  };

  /** Cuts the socket, unless somebody has taken it or an answer is on its way. */
  #expire(): void {
    this.#stopTimer();
    const isInUse = this.isTaken || (!this.#isLingering && writtenTo(this.#socket) > this.#written);
    if (this.#isSettled || !isInUse) this.#socket.destroy();
  }
}

function writtenTo(socket: Duplex): number {
  return socket instanceof NetSocket ? socket.bytesWritten : 0;
}

function ignore(): void {}
