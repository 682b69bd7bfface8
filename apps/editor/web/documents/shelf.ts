import type { Document } from '../../contract.ts';

/** The documents that there are, as this page knows them. */
export class Shelf {
  readonly #documents = new Map<string, Document>();

  /** By their titles, as people sort them. */
  get documents(): readonly Document[] {
    return [...this.#documents.values()].sort(
      (one, other) => one.title.localeCompare(other.title, undefined, { numeric: true }) || one.createdAt - other.createdAt,
    );
  }

  get(id: string): Document | undefined {
    return this.#documents.get(id);
  }

  /** These are all. */
  replace(documents: readonly Document[]): void {
    this.#documents.clear();
    for (const document of documents) this.put(document);
  }

  /** There is one more, or its title is another. */
  put(document: Document): void {
    this.#documents.set(document.id, document);
  }
}
