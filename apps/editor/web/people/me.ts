import { COLORS, MAX_NAME } from '../../limits.ts';
import { nameOf } from './names.ts';

const KEY = 'editor.me';

/** How somebody appears to others. */
export interface Appearance {
  readonly name: string;
  readonly color: number;
}

/** Who writes here: made up at the first visit, and kept. */
export class Me {
  #appearance: Appearance;
  readonly #followers: ((appearance: Appearance) => void)[] = [];

  constructor() {
    this.#appearance = readAppearance(localStorage.getItem(KEY)) ?? {
      name: nameOf(Math.random()),
      color: Math.floor(Math.random() * COLORS),
    };
    this.#keep();
  }

  get appearance(): Appearance {
    return this.#appearance;
  }

  /** Appears otherwise from now on; what is no name changes none. */
  change({ name, color }: Appearance): void {
    const trimmed = name.trim().slice(0, MAX_NAME);
    this.#appearance = { name: trimmed === '' ? this.#appearance.name : trimmed, color };
    this.#keep();
    for (const follow of this.#followers) follow(this.#appearance);
  }

  /** Calls back with each change to come. */
  follow(follower: (appearance: Appearance) => void): void {
    this.#followers.push(follower);
  }

  #keep(): void {
    localStorage.setItem(KEY, JSON.stringify(this.#appearance));
  }
}

/** Reads what was kept, or what a stranger sent; `undefined` for what is no appearance. */
export function readAppearance(source: unknown): Appearance | undefined {
  const value = typeof source === 'string' ? parsed(source) : source;
  if (typeof value !== 'object' || value === null || !('name' in value) || !('color' in value)) return undefined;
  const { name, color } = value;
  if (typeof name !== 'string' || name === '' || name.length > MAX_NAME) return undefined;
  if (typeof color !== 'number' || !Number.isInteger(color) || color < 0 || color >= COLORS) return undefined;
  return { name, color };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
