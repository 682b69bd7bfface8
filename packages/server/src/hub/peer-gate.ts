import type { Outflow } from '../peer/outflow.ts';

/** Tells whether more may be produced for a peer, over all its connections: as its link takes it, or while there is none, as its outbox does. */
export class PeerGate {
  readonly #hasRoom: () => boolean;
  readonly #waiting = new Set<() => void>();
  #outflow: Outflow | undefined;

  /** `hasRoom` tells whether a peer without a connection may be produced for. */
  constructor(hasRoom: () => boolean) {
    this.#hasRoom = hasRoom;
  }

  get isOpen(): boolean {
    return this.#outflow === undefined ? this.#hasRoom() : this.#outflow.isOpen;
  }

  whenOpen(run: () => void): void {
    if (this.#outflow === undefined) this.#waiting.add(run);
    else this.#outflow.whenOpen(run);
  }

  /** The peer has another connection, or none. Whoever waits looks again. */
  attach(outflow: Outflow | undefined): void {
    this.#outflow = outflow;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const run of waiting) run();
  }
}
