import { type Heartbeat, Liveness } from '@trunkline/protocol/wire';
import type { Platform } from '@trunkline/server';
import type { WsSocket } from './ws-socket.ts';

/** The keepalive of a socket of `ws`, which has none (protocol §8): asks a silent peer by a ping and cuts a dead one. It rests until {@link run}. */
export class WsKeepalive {
  readonly #socket: Pick<WsSocket, 'ping' | 'terminate'>;
  readonly #platform: Platform;
  readonly #liveness: Liveness;
  #stopTimer: (() => void) | undefined;

  constructor(socket: Pick<WsSocket, 'ping' | 'terminate'>, heartbeat: Heartbeat, platform: Platform) {
    this.#socket = socket;
    this.#platform = platform;
    this.#liveness = new Liveness(heartbeat, platform.now());
  }

  /** Something came in. */
  heard(): void {
    this.#liveness.heard(this.#platform.now());
  }

  /** The peer is read from now on. */
  run(): void {
    this.heard();
    this.#setTimer();
  }

  /** Nothing is asked of a peer that is not read: its answer could not be seen. */
  rest(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  #setTimer(): void {
    this.rest();
    const delayMs = Math.max(0, this.#liveness.nextDeadline() - this.#platform.now());
    this.#stopTimer = this.#platform.after(delayMs, () => this.#timePassed());
  }

  #timePassed(): void {
    const verdict = this.#liveness.timePassed(this.#platform.now());
    if (verdict === 'dead') {
      this.#socket.terminate();
      return;
    }
    if (verdict === 'ping') this.#socket.ping();
    this.#setTimer();
  }
}
