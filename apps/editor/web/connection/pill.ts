import type { Client } from '@trunkline/client';
import type { Editor } from '../../contract.ts';
import { byId } from '../dom.ts';
import { type Standing, standingOf, type Work } from './standing.ts';

/** How long nothing waits before "Saved" is said again, in ms: who types on sees no flicker. */
const REST_MS = 400;

/** Shows how somebody's work stands, and says aloud what changes for long. */
export class Pill {
  readonly #client: Client<Editor>;
  readonly #work: () => Omit<Work, 'status'>;
  readonly #pill = byId('pill', HTMLElement);
  readonly #words = byId('pill-words', HTMLElement);
  /** What a screen reader reads: not every edit. */
  readonly #spoken = byId('spoken', HTMLElement);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: Client<Editor>, work: () => Omit<Work, 'status'>) {
    this.#client = client;
    this.#work = work;
    client.on('status', () => this.show());
    for (const kind of ['online', 'offline']) addEventListener(kind, () => this.show());
    this.show();
  }

  show(): void {
    const standing = this.#standing();
    const isAtRest = standing.words === 'Saved' && this.#words.textContent === 'Saving';
    if (isAtRest) this.#timer ??= setTimeout(() => this.#write(this.#standing()), REST_MS);
    else this.#write(standing);
  }

  #standing(): Standing {
    const { status } = this.#client;
    // A connection is found to be dead later than the network is known to be gone.
    return standingOf({ ...this.#work(), status: status === 'live' && !navigator.onLine ? 'offline' : status });
  }

  #write({ tone, words }: Standing): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const before = this.#pill.dataset.tone;
    this.#pill.dataset.tone = tone;
    this.#words.textContent = words;
    if (tone !== before && words !== 'Saving' && this.#spoken.textContent !== words) this.#spoken.textContent = words;
  }
}
