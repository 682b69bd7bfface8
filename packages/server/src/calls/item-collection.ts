import { messageBytes, plainJsonOf } from '@trunkline/protocol/wire';
import { streamRequired } from './refusals.ts';

/** Most items of a procedure that streams in one answer of plain JSON-RPC, and most bytes of them as JSON (protocol §3). */
const MAX_ITEMS = 1_000;
const MAX_BYTES = 1 << 20;

/** The items of one call that cannot be streamed, as the JSON array that is its answer. */
export class ItemCollection {
  /** Written as they come: whoever yields an item may change it afterwards. */
  readonly #texts: string[] = [];
  #bytes = 0;

  /** @throws {RpcError} `InvalidParams` for the item that is too much. @throws {TypeError} when it is not plain data. */
  add(item: unknown): void {
    const text = plainJsonOf(item);
    // With what stands between it and the next one.
    const bytes = this.#bytes + messageBytes(text) + 1;
    if (this.#texts.length >= MAX_ITEMS || bytes > MAX_BYTES) {
      throw streamRequired(`more than ${MAX_ITEMS} items or ${MAX_BYTES} bytes: they need a session, which streams them`);
    }
    this.#bytes = bytes;
    this.#texts.push(text);
  }

  json(): string {
    return `[${this.#texts.join(',')}]`;
  }
}
