import { mark } from '../dom.ts';

/** How long a cell is lit before it fades, in ms. */
const LIT_MS = 150;

/** Lights cells up whose value went up or down; the style sheet fades them. */
export class Flashes {
  /** Until when each is lit, the earliest first. */
  readonly #lit = new Map<HTMLElement, number>();

  flash(cell: HTMLElement, difference: number, now: number): void {
    if (difference === 0) return;
    mark(cell, 'flash', difference > 0 ? 'up' : 'down');
    this.#lit.delete(cell);
    this.#lit.set(cell, now + LIT_MS);
  }

  /** Lets those fade whose time is over. Answers whether others are lit still. */
  timePassed(now: number): boolean {
    for (const [cell, until] of this.#lit) {
      if (until > now) return true;
      this.#lit.delete(cell);
      mark(cell, 'flash', undefined);
    }
    return false;
  }
}
