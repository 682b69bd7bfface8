import type { Message, PausableLink } from '@trunkline/protocol/wire';
import type { Platform } from '../link/platform.ts';
import type { ServerLink, SharedMessage } from '../link/server-link.ts';
import { Outflow, type OutflowLimits } from './outflow.ts';

/** What a metered link tells its owner. */
export interface MeteredLinkObserver {
  /** The outflow has a deadline. Called within a `send`. */
  onCongested(): void;
  /** The peer is to be closed with 4002. Called behind the turn in which it was found so, once or more. */
  onSlow(): void;
}

/**
 * A link that is watched: its outflow says whether the peer keeps up, and nothing is read from one that does not.
 *
 * It may also be paused by its owner; it is read when neither objects, and once it is closed: the peer's answer has to be seen.
 */
export class MeteredLink implements PausableLink {
  readonly outflow: Outflow;
  readonly #link: ServerLink;
  readonly #platform: Platform;
  #isHeld = false;
  #isPaused = false;
  #isClosing = false;

  constructor(link: ServerLink, limits: OutflowLimits, platform: Platform, observer: MeteredLinkObserver) {
    this.#link = link;
    this.#platform = platform;
    const outflowObserver = {
      onCongested: () => {
        this.#sync();
        observer.onCongested();
      },
      onOpen: () => this.#sync(),
      // Not at once: whoever sends must not find its connection gone when it is done.
      onSlow: () => platform.atEndOfTurn(() => observer.onSlow()),
    };
    this.outflow = new Outflow(link, limits, outflowObserver, () => platform.now());
  }

  send(message: Message, compresses?: boolean): void {
    this.outflow.sending();
    this.#link.send(message, compresses);
    this.outflow.sent();
  }

  sendShared(message: SharedMessage, compresses?: boolean): void {
    this.outflow.sending();
    this.#link.sendShared(message, compresses);
    this.outflow.sent();
  }

  close(code: number, reason: string): void {
    this.#link.close(code, reason);
    this.#isClosing = true;
    // Not at once: what the link holds would come in before its owner knows that it is closed.
    if (this.#isPaused) this.#platform.atEndOfTurn(() => this.#sync());
  }

  pause(): void {
    this.#isHeld = true;
    this.#sync();
  }

  resume(): void {
    this.#isHeld = false;
    this.#sync();
  }

  #sync(): void {
    const pauses = !this.#isClosing && (this.#isHeld || !this.outflow.isOpen);
    if (pauses === this.#isPaused) return;
    this.#isPaused = pauses;
    if (pauses) this.#link.pause();
    else this.#link.resume();
  }
}
