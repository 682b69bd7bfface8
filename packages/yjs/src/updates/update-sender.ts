import { UpdateQueue } from './update-queue.ts';

/** Runs something later; answers what calls it off. */
export type After = (delayMs: number, run: () => void) => () => void;

/** What a sender needs of its provider. */
export interface UpdateSenderPort {
  publish(update: Uint8Array): Promise<unknown>;
  readonly after: After;
  /** What is pending, or refused, is another. */
  changed(): void;
}

/** How long it waits after `TooMany` and `Unavailable`, in ms. */
const RETRY_MS = 1_000;

/** The room is left, or lost for good: what waits stays until there is a state of the server again. */
const NOT_JOINED: ReadonlySet<string> = new Set(['NotJoined', 'Cancelled', 'Closed']);

/** Nobody knows whether it was taken. An update is idempotent, so it is sent again. */
const UNKNOWN: ReadonlySet<string> = new Set(['OutcomeUnknown', 'DeadlineExceeded']);

/** What passes by itself. */
const PASSING: ReadonlySet<string> = new Set(['TooMany', 'Unavailable']);

/**
 * Sends the edits of this client, in order, until the server has taken them.
 *
 *     edits ──► wait ── end of turn, none under way ──► under way ──► taken
 *                ▲                                          │
 *                └── not known, passes: at once or later ◄──┤
 *                └── refused: with the next edit ◄──────────┘
 *
 * One batch is under way at a time. So what is typed meanwhile becomes one update, and a refused update has no successors under way that build on it.
 */
export class UpdateSender {
  readonly #port: UpdateSenderPort;
  readonly #queue = new UpdateQueue();
  /** Whether the room has told the server's state, and takes updates. */
  #isOpen = false;
  #isRunning = false;
  /** What waits was refused as it is. */
  #isHeld = false;
  #refusal: Error | undefined;
  #wake = () => {};

  constructor(port: UpdateSenderPort) {
    this.#port = port;
  }

  /** How many edits the server has not taken. */
  get pending(): number {
    return this.#queue.edits;
  }

  /** Why the server did not take what waits, until it takes something. It is asked again with the next edit. */
  get refusal(): Error | undefined {
    return this.#refusal;
  }

  /** One more edit, made here. */
  push(update: Uint8Array): void {
    this.#queue.push(update);
    this.#go();
  }

  /** The room is at a state of the server, which lacks this. */
  begin(missing: Uint8Array | undefined): void {
    this.#queue.replace(missing);
    this.#isOpen = true;
    this.#go();
  }

  /** Sends nothing more. */
  stop(): void {
    this.#isOpen = false;
    this.#wake();
  }

  #go(): void {
    this.#isHeld = false;
    this.#port.changed();
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    // Edits of one turn leave together.
    await undefined;
    while (this.#isOpen && !this.#isHeld) {
      const update = this.#queue.take();
      if (update === undefined) break;
      await this.#send(update);
      this.#port.changed();
    }
    this.#isRunning = false;
  }

  async #send(update: Uint8Array): Promise<void> {
    try {
      await this.#port.publish(update);
      this.#queue.taken();
      this.#refusal = undefined;
    } catch (error) {
      this.#queue.putBack();
      await this.#failed(error instanceof Error ? error : new Error('the update was not taken', { cause: error }));
    }
  }

  async #failed(error: Error): Promise<void> {
    if (UNKNOWN.has(error.name)) return;
    if (NOT_JOINED.has(error.name)) this.#isOpen = false;
    else if (PASSING.has(error.name)) await this.#pause(RETRY_MS);
    else {
      this.#refusal = error;
      this.#isHeld = true;
    }
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const callOff = this.#port.after(delayMs, resolve);
      this.#wake = () => {
        callOff();
        resolve();
      };
    });
  }
}
