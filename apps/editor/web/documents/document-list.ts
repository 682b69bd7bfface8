import { type Client, isError } from '@trunkline/client';
import type { Editor } from '../../contract.ts';
import { byId, make } from '../dom.ts';
import { Shelf } from './shelf.ts';

/** How long somebody waits for a new document, in ms. */
const PATIENCE_MS = 8_000;

/** What the list tells. */
export interface DocumentListOwner {
  /** What there is, or what it is called, is another. */
  changed(): void;
  /** One was made here. */
  created(id: string): void;
}

/** The list of documents, and the button that makes one. */
export class DocumentList {
  readonly shelf = new Shelf();
  readonly #client: Client<Editor>;
  readonly #owner: DocumentListOwner;
  readonly #list = byId('documents', HTMLElement);
  readonly #note = byId('documents-note', HTMLElement);
  readonly #create = byId('create', HTMLButtonElement);
  #current = '';

  constructor(client: Client<Editor>, owner: DocumentListOwner) {
    this.#client = client;
    this.#owner = owner;
    const library = client.room.library();
    library.on('snapshot', (documents) => {
      this.shelf.replace(documents);
      this.#changed();
    });
    library.on('document', (document) => {
      this.shelf.put(document);
      this.#changed();
    });
    void library.join().catch(() => {}); // the client is closed, which the pill says
    this.#create.addEventListener('click', () => void this.#make());
    this.#list.addEventListener('click', () => byId('shelf', HTMLElement).hidePopover());
  }

  /** Marks the document that is open. */
  choose(id: string): void {
    this.#current = id;
    this.#show();
  }

  #changed(): void {
    this.#show();
    this.#owner.changed();
  }

  #show(): void {
    const items = this.shelf.documents.map(({ id, title }) => {
      const link = make('a', '', title);
      link.href = `#${id}`;
      if (id === this.#current) link.ariaCurrent = 'page';
      return make('li', '', link);
    });
    this.#list.replaceChildren(...items);
  }

  async #make(): Promise<void> {
    this.#note.textContent = '';
    this.#create.disabled = true;
    try {
      const { id } = await this.#client.call.documents.create({ title: 'Untitled' }, { timeoutMs: PATIENCE_MS });
      this.#owner.created(id);
    } catch (error) {
      this.#note.textContent = isError(error, this.#client.call.documents.create, 'TooManyDocuments')
        ? `There are ${error.data.most} documents, which is as many as there may be.`
        : 'The server cannot be reached. Try again when you are online.';
    } finally {
      this.#create.disabled = false;
    }
  }
}
