/** Finds the element of index.html with this id. @throws {TypeError} where there is none of that type. */
export function byId<E extends Element>(id: string, type: abstract new () => E): E {
  const element = document.getElementById(id);
  if (element instanceof type) return element;
  throw new TypeError(`index.html has no ${type.name} #${id}`);
}

/** Lets keys scroll an element with nothing in it that can be focused, in browsers that would not. */
export function scrollByKeys(id: string): void {
  byId(id, HTMLElement).tabIndex = 0;
}

/** Makes an element with a class and a content. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className = '',
  ...content: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  element.append(...content);
  return element;
}

/** A place for text that is written only when the text is another one. */
export class TextSlot {
  readonly element: HTMLElement;
  readonly #node = new Text();

  constructor(element: HTMLElement) {
    this.element = element;
    element.replaceChildren(this.#node);
  }

  set(text: string): void {
    if (this.#node.data !== text) this.#node.data = text;
  }
}

/** Sets or removes a `data-` attribute, and writes only what changes. */
export function mark(element: HTMLElement, name: string, value: string | undefined): void {
  if (element.dataset[name] === value) return;
  if (value === undefined) delete element.dataset[name];
  else element.dataset[name] = value;
}
