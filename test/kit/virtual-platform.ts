import { VirtualTimers } from './virtual-timers.ts';

/** The world of a server, in which time passes when a test says so, and ids are numbered. */
export class VirtualPlatform extends VirtualTimers {
  readonly #name: string;
  #ids = 0;

  /** Where there are several, each has a name, so that no two of their ids are the same. */
  constructor(name = 'id') {
    super();
    this.#name = name;
  }

  atEndOfTurn(run: () => void): void {
    queueMicrotask(run);
  }

  randomId(): string {
    this.#ids += 1;
    return `${this.#name}-${this.#ids}`;
  }

  digest(text: string): string {
    return `digest of ${text}`;
  }
}
