/** A value that somebody chooses and others follow. */
export class Choice<Value> {
  #value: Value;
  readonly #followers: ((value: Value) => void)[] = [];

  constructor(value: Value) {
    this.#value = value;
  }

  get value(): Value {
    return this.#value;
  }

  /** Chooses; whoever follows hears of it when it is another value. */
  choose(value: Value): void {
    if (value === this.#value) return;
    this.#value = value;
    for (const follow of this.#followers) follow(value);
  }

  /** Calls back with each value to come. */
  follow(follower: (value: Value) => void): void {
    this.#followers.push(follower);
  }
}
