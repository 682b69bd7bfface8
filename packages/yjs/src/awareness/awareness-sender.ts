import { type Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';

/** Least time between two of them, in ms: twenty cursors a second look smooth. */
const EVERY_MS = 50;

/** What a sender needs of its provider. */
export interface AwarenessSenderPort {
  publish(update: Uint8Array): Promise<unknown>;
  after(delayMs: number, run: () => void): void;
}

/** Tells others this client's awareness: one message is under way at a time, then the newest state follows. What is lost is not repeated. */
export class AwarenessSender {
  readonly #awareness: Awareness;
  readonly #port: AwarenessSenderPort;
  #isDue = false;
  #isRunning = false;

  constructor(awareness: Awareness, port: AwarenessSenderPort) {
    this.#awareness = awareness;
    this.#port = port;
  }

  /** The state is another, or somebody is there who does not know it. */
  tell(): void {
    this.#isDue = true;
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    // Changes of one turn leave together.
    await undefined;
    while (this.#isDue) {
      this.#isDue = false;
      const pause = new Promise<void>((resolve) => void this.#port.after(EVERY_MS, resolve));
      // Awareness is renewed every 15 s anyway.
      await this.#port.publish(encodeAwarenessUpdate(this.#awareness, [this.#awareness.clientID])).catch(() => {});
      await pause;
    }
    this.#isRunning = false;
  }
}
