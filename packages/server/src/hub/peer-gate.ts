import type { Outflow } from '../peer/outflow.ts';

/** Tells whether more may be produced for a peer, over all its connections: as its link takes it, or while there is none, as its outbox does. */
export class PeerGate {
  readonly #hasRoom: () => boolean;
  /** Made when somebody waits. */
  #waiting: Set<() => void> | undefined;
  #outflow: Outflow | undefined;

  /** `hasRoom` tells whether a peer without a connection may be produced for. */
  constructor(hasRoom: () => boolean) {
    this.#hasRoom = hasRoom;
  }

  get isOpen(): boolean {
    return this.#outflow === undefined ? this.#hasRoom() : this.#outflow.isOpen;
  }

  whenOpen(run: () => void): void {
    // Kept here too: a link that was replaced may be congested until its peer is given up, long after the next one is there.
    this.#waiting ??= new Set();
    this.#waiting.add(run);
    this.#outflow?.whenOpen(this.#release);
  }

  /** The peer has another connection, or none. Whoever waits looks again. */
  attach(outflow: Outflow | undefined): void {
    this.#outflow = outflow;
    this.#release();
  }

  readonly #release = (): void => {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const run of waiting) run();
  };
}
