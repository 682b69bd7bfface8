/**
 * One `on…` attribute of an EventTarget (HTML §8.1.8.1, event handler IDL attributes).
 *
 * The handler takes its place among the listeners when it is first set and keeps it when it is replaced; set to
 * null and set again, it goes to the end.
 */
export class EventHandlerSlot<Handler extends (event: never) => unknown> {
  readonly #target: EventTarget;
  readonly #type: string;
  #handler: Handler | null = null;

  constructor(target: EventTarget, type: string) {
    this.#target = target;
    this.#type = type;
  }

  get handler(): Handler | null {
    return this.#handler;
  }

  set handler(given: Handler | null) {
    // [LegacyTreatNonObjectAsNull]: nothing else than a function could ever be called.
    const handler = typeof given === 'function' ? given : null;
    if (handler !== null && this.#handler === null) this.#target.addEventListener(this.#type, this.#listener);
    if (handler === null) this.#target.removeEventListener(this.#type, this.#listener);
    this.#handler = handler;
  }

  readonly #listener = (event: Event): void => {
    if (this.#handler !== null) Reflect.apply(this.#handler, this.#target, [event]);
  };
}
