/** Paints at most once per frame of the screen, and only after somebody asked for it. A hidden page paints nothing. */
export class Frames {
  readonly #painters: ((now: number) => void)[] = [];
  #isAsked = false;

  /** Adds a painter. It gets the time of the frame in ms, reads no layout, and writes only what changed. */
  add(paint: (now: number) => void): void {
    this.#painters.push(paint);
  }

  /** Something changed: the next frame is painted. */
  ask(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    requestAnimationFrame((now) => {
      this.#isAsked = false;
      for (const paint of this.#painters) paint(now);
    });
  }
}
