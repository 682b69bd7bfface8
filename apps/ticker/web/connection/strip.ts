import { colorsOf } from '../colors.ts';
import { byId } from '../dom.ts';
import { type History, SLICES } from './history.ts';

/** How much higher than the usual bar the strip is; what is higher still is cut off. */
const HEADROOM = 1.4;

/** The least number of messages that a bar of usual height stands for. */
const MIN_HEIGHT = 100;

/** The last minute as bars: what came, above it what was left out, and where there was no connection. */
export class Strip {
  readonly #history: History;
  readonly #canvas = byId('strip', HTMLCanvasElement);
  readonly #context = this.#canvas.getContext('2d');
  #colors = this.#readColors();
  #width = 0;
  #height = 0;

  constructor(history: History) {
    this.#history = history;
    new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const { width, height } = entry.contentRect;
      this.#width = width;
      this.#height = height;
      this.#canvas.width = Math.round(width * devicePixelRatio);
      this.#canvas.height = Math.round(height * devicePixelRatio);
      this.paint();
    }).observe(this.#canvas);
  }

  /** Takes the colours of the theme. */
  paintTheme(): void {
    this.#colors = this.#readColors();
    this.paint();
  }

  #readColors() {
    const color = colorsOf(document.body);
    return { came: color('accent'), conflated: color('strip-conflated'), recovered: color('up'), away: color('down-wash') };
  }

  paint(): void {
    const context = this.#context;
    if (context === null) return;
    const { slices } = this.#history;
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context.clearRect(0, 0, this.#width, this.#height);
    const step = this.#width / SLICES;
    const scale = this.#height / (HEADROOM * Math.max(MIN_HEIGHT, this.#history.usualHeight));
    for (const [index, { messages, conflated, recovered, wasAway }] of slices.entries()) {
      const left = (SLICES - slices.length + index) * step;
      const bar = (color: string, from: number, to: number) => {
        context.fillStyle = color;
        context.fillRect(left, this.#height - to, Math.max(step - 1, 1), to - from);
      };
      if (wasAway) bar(this.#colors.away, 0, this.#height);
      bar(this.#colors.came, 0, messages * scale);
      bar(this.#colors.conflated, messages * scale, (messages + conflated) * scale);
      if (recovered > 0) bar(this.#colors.recovered, 0, Math.max(recovered * scale, this.#height / 4));
    }
  }
}
