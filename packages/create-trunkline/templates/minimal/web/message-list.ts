import type { Message } from '../contract.ts';

/** The messages as elements of a list, by id: a message that is told twice stands there once. */
export class MessageList {
  readonly #list: HTMLElement;
  readonly #like: (id: number) => Promise<void>;
  readonly #likes = new Map<number, HTMLButtonElement>();

  constructor(list: HTMLElement, like: (id: number) => Promise<void>) {
    this.#list = list;
    this.#like = like;
  }

  replace(messages: readonly Message[]): void {
    this.#list.replaceChildren();
    this.#likes.clear();
    for (const message of messages) this.put(message);
  }

  put({ id, author, text, likes }: Message): void {
    if (!this.#likes.has(id)) {
      const item = document.createElement('li');
      const words = document.createElement('span');
      words.textContent = `${author}: ${text}`;
      const button = document.createElement('button');
      button.type = 'button';
      button.addEventListener('click', () => this.#like(id));
      item.append(words, button);
      this.#list.append(item);
      this.#likes.set(id, button);
    }
    this.setLikes(id, likes);
  }

  setLikes(id: number, likes: number): void {
    const button = this.#likes.get(id);
    if (button !== undefined) button.textContent = `Like (${likes})`;
  }
}
