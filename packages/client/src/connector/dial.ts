import type { Attempt, ClientConnection, ConnectionEnd } from '@trunkline/protocol/wire';
import { LOST, type Platform, type Transport, type TransportObserver } from '../transport/platform.ts';

/** Time for the network to open a connection, in ms. The hello has a time of its own behind it. */
const OPEN_TIMEOUT_MS = 15_000;

/** Where a dial leads, and what with. */
export interface DialParts {
  readonly url: string;
  readonly protocol: string;
  readonly platform: Platform;
  /** Asks for credentials; what it rejects with fails the dial. */
  ask(rejected: boolean): Promise<unknown>;
}

/** What a dial tells. Of one that was abandoned nothing. */
export interface DialObserver {
  /** The transport is open; answers the connection on it, which is told of all that follows. */
  onOpen(transport: Transport, auth: unknown): ClientConnection;
  /** It came to no connection. `cause` is what the application threw. */
  onFailed(end: ConnectionEnd, cause: unknown): void;
  /** Something came in, or was waited for: deadlines may be others. */
  onChanged(): void;
}

/** One attempt at a connection: asking for credentials → opening → connected. */
export class Dial {
  /** Tells connections apart; a newer one has a higher number. */
  readonly number: number;
  readonly attempt: Attempt;
  /** Resolves once nothing of it is open any more. */
  readonly closed: Promise<void>;
  /** How the upgrade, or the hello, was refused, if it was. */
  refusal: ConnectionEnd | undefined;
  readonly #parts: DialParts;
  readonly #observer: DialObserver;
  #resolveClosed: () => void = () => {};
  #transport: Transport | undefined;
  #connection: ClientConnection | undefined;
  #deadline = Number.POSITIVE_INFINITY;
  #isOver = false;

  constructor(number: number, attempt: Attempt, parts: DialParts, observer: DialObserver) {
    this.number = number;
    this.attempt = attempt;
    this.#parts = parts;
    this.#observer = observer;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
  }

  /** Begins; use once. */
  start(): void {
    void this.#run();
  }

  async #run(): Promise<void> {
    const { ask } = this.#parts;
    let auth: unknown;
    try {
      auth = await ask(this.attempt.auth === 'ask-rejected');
    } catch (cause) {
      this.#fail({ kind: 'authFailed' }, cause);
      return;
    }
    if (!this.#isOver) this.#open(auth);
  }

  #open(auth: unknown): void {
    const { url, protocol, platform } = this.#parts;
    this.#deadline = platform.now() + OPEN_TIMEOUT_MS;
    this.#observer.onChanged();
    try {
      this.#transport = platform.open(url, protocol, this.#transportObserver(auth));
    } catch (error) {
      // A page's policy may forbid the connection; nobody waits here to be told.
      platform.report(error);
      this.#fail(lost(LOST, ''));
    }
  }

  #transportObserver(auth: unknown): TransportObserver {
    const { platform } = this.#parts;
    return {
      onOpen: () => {
        if (this.#isOver || this.#transport === undefined) return;
        this.#deadline = Number.POSITIVE_INFINITY;
        this.#connection = this.#observer.onOpen(this.#transport, auth);
        this.#observer.onChanged();
      },
      onMessage: (message) => {
        this.#connection?.receive(message, platform.now());
        this.#observer.onChanged();
      },
      onHeard: () => this.#connection?.heard(platform.now()),
      onRefused: (status, retryAfterMs) => {
        this.refusal = { kind: 'upgradeRefused', status, retryAfterMs };
      },
      onClosed: (code, reason) => {
        this.#resolveClosed();
        if (this.#connection === undefined) this.#fail(lost(code, reason));
        else this.#connection.closed(code, reason, platform.now());
        this.#observer.onChanged();
      },
    };
  }

  nextDeadline(): number {
    return this.#deadline;
  }

  timePassed(now: number): void {
    if (now < this.#deadline) return;
    this.#transport?.destroy();
    this.#fail(lost(LOST, 'not opened in time'));
  }

  /** Gives up what is not connected yet; a connection is its session's. */
  abandon(): void {
    if (this.#connection !== undefined) return;
    this.#transport?.destroy();
    this.#end();
  }

  #fail(end: ConnectionEnd, cause?: unknown): void {
    if (this.#isOver) return;
    this.#end();
    this.#observer.onFailed(this.refusal ?? end, cause);
  }

  #end(): void {
    this.#isOver = true;
    this.#deadline = Number.POSITIVE_INFINITY;
    this.#resolveClosed();
  }
}

function lost(code: number, reason: string): ConnectionEnd {
  return { kind: 'closed', code, reason, sentBy: 'server' };
}
