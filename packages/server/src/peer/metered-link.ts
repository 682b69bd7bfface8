import type { Message, PausableLink } from '@trunkline/protocol/wire';
import type { Platform } from '../link/platform.ts';
import type { ServerLink, SharedMessage } from '../link/server-link.ts';
import { Outflow, type OutflowLimits } from './outflow.ts';

/**
 * A link that is watched: its outflow says whether the peer keeps up, and nothing is read from one that does not.
 *
 * It may also be paused by its owner; it is read when neither objects.
 */
export class MeteredLink implements PausableLink {
  readonly outflow: Outflow;
  readonly #link: ServerLink;
  #isHeld = false;
  #isPaused = false;

  /** `onSlow` is called behind the turn in which it was found, once or more. */
  constructor(link: ServerLink, limits: OutflowLimits, platform: Platform, onSlow: () => void) {
    this.#link = link;
    const observer = {
      onCongested: () => this.#sync(),
      onOpen: () => this.#sync(),
      // Not at once: whoever sends must not find its connection gone when it is done.
      onSlow: () => platform.atEndOfTurn(onSlow),
    };
    this.outflow = new Outflow(link, limits, observer, () => platform.now());
  }

  send(message: Message): void {
    this.#link.send(message);
    this.outflow.sent();
  }

  sendShared(message: SharedMessage): void {
    this.#link.sendShared(message);
    this.outflow.sent();
  }

  close(code: number, reason: string): void {
    this.#link.close(code, reason);
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
    const pauses = this.#isHeld || !this.outflow.isOpen;
    if (pauses === this.#isPaused) return;
    this.#isPaused = pauses;
    if (pauses) this.#link.pause();
    else this.#link.resume();
  }
}
