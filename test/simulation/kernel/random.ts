/**
 * Numbers that look random and follow from a name: sfc32, 128 bits of state.
 *
 * Each purpose forks a stream of its own, so that a draw added in one place shifts nothing elsewhere.
 */
export class Random {
  readonly #name: string;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(name: string) {
    this.#name = name;
    this.#a = hash(name, 0x9e3779b9);
    this.#b = hash(name, 0x243f6a88);
    this.#c = hash(name, 0xb7e15162);
    // The first numbers of similar names are similar.
    for (let round = 0; round < 12; round += 1) this.next();
  }

  /** From 0 to below 1. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** Exponentially distributed around `mean`, as the times between independent events are; whole. */
  around(mean: number): number {
    return Math.round(-Math.log(1 - this.next()) * mean);
  }

  /** One of a list. @throws {RangeError} when it is empty. */
  pick<T>(list: readonly T[]): T {
    // What is picked may be `undefined` itself.
    for (const found of list.slice(Math.floor(this.next() * list.length))) return found;
    throw new RangeError('nothing to pick from');
  }

  /** One of the keys, each as likely as its weight says. @throws {RangeError} when there is none with a weight. */
  pickWeighted<Key extends string>(weights: readonly (readonly [Key, number])[]): Key {
    let left = this.next() * weights.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [key, weight] of weights) {
      left -= weight;
      if (left < 0) return key;
    }
    throw new RangeError('nothing to pick from');
  }

  /** An independent stream for one purpose: the same whatever was drawn from this one. */
  fork(purpose: string): Random {
    return new Random(`${this.#name}/${purpose}`);
  }
}

/** FNV-1a from a basis of choice. */
export function hash(text: string, basis = 0x811c9dc5): number {
  let value = basis;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value | 0;
}
