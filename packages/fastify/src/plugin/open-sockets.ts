import type { Socket } from '@trunkline/core/node';

/** The engine's sockets that are not over yet. Each is over some time after it was closed, whatever its peer does. */
export class OpenSockets {
  readonly #sockets = new Set<Socket>();
  #whenEmpty: (() => void)[] = [];

  add(socket: Socket): void {
    this.#sockets.add(socket);
  }

  delete(socket: Socket): void {
    this.#sockets.delete(socket);
    if (this.#sockets.size > 0) return;
    const waiting = this.#whenEmpty;
    this.#whenEmpty = [];
    for (const resolve of waiting) resolve();
  }

  /** Resolves once there are none. */
  empty(): Promise<void> {
    if (this.#sockets.size === 0) return Promise.resolve();
    return new Promise((resolve) => void this.#whenEmpty.push(resolve));
  }
}
