import type { Client } from '@trunkline/client';
import type { Editor } from '../../contract.ts';
import { byId } from '../dom.ts';

/** The title of the document that is open, which everybody may change. */
export class Title {
  readonly #client: Client<Editor>;
  readonly #input = byId('title', HTMLInputElement);
  #id = '';
  #title = '';

  constructor(client: Client<Editor>) {
    this.#client = client;
    this.#input.addEventListener('change', () => void this.#rename());
    this.#input.addEventListener('keydown', ({ key }) => {
      if (key === 'Enter') this.#input.blur();
      if (key === 'Escape') this.show(this.#id, this.#title);
    });
  }

  /** Shows a title, unless somebody is about to write another one. */
  show(id: string, title: string): void {
    const isOther = id !== this.#id;
    this.#id = id;
    this.#title = title;
    document.title = `${title} – Editor on Trunkline`;
    if (isOther || document.activeElement !== this.#input) this.#input.value = title;
  }

  /** Lets somebody name a new document. */
  ask(): void {
    this.#input.focus();
    this.#input.select();
  }

  async #rename(): Promise<void> {
    const title = this.#input.value.trim();
    const before = { id: this.#id, title: this.#title };
    if (title === '' || title === before.title) {
      this.#input.value = before.title;
      return;
    }
    const outcome = await this.#client.safe.documents.rename({ id: before.id, title });
    if (!outcome.ok && before.id === this.#id) this.#input.value = before.title;
  }
}
