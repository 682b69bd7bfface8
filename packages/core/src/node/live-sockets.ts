import type { Socket } from './socket.ts';

/** The connections of a server that are not over yet; each leaves by itself. */
export class LiveSockets extends Set<Socket> {
  readonly #emptied: (() => void)[] = [];

  override delete(socket: Socket): boolean {
    const isMember = super.delete(socket);
    if (this.size === 0) this.#tellEmptied();
    return isMember;
  }

  /** Resolves as soon as there are none. */
  async whenEmpty(): Promise<void> {
    if (this.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#emptied.push(resolve);
    });
  }

  #tellEmptied(): void {
    for (const tell of this.#emptied.splice(0)) tell();
  }
}
