import { textBytes } from './text-bytes.ts';

/** How long a publish key is remembered, in ms: longer than the 100 s for which a client sends a publish again (protocol §5). */
export const PUBLISH_KEY_MS = 120_000;

/** How many keys of one principal are remembered in one room. */
export const PUBLISH_KEYS_PER_PRINCIPAL = 1_000;

/** How many keys are remembered in one room, of all principals. Past it the oldest is forgotten, as if its time were over. */
export const PUBLISH_KEYS_PER_ROOM = 50_000;

/** Who published, and the key that he gave the publish. `null`: anonymous; all of them share one scope. */
export interface PublishKey {
  readonly principal: string | null;
  readonly key: string;
}

interface Remembered extends PublishKey {
  readonly offset: number;
  readonly at: number;
}

/** What a key takes in memory beside its texts: 159 bytes on Node 24, 367 where it is the only one of its principal. */
const ENTRY_BYTES = 384;

/** What was published under which key, so that a publish that is sent again takes effect once. */
export class PublishKeys {
  /** Oldest first. */
  readonly #remembered = new Set<Remembered>();
  /** The same by principal, oldest first. */
  readonly #byPrincipal = new Map<string | null, Map<string, Remembered>>();

  #textBytes = 0;

  get size(): number {
    return this.#remembered.size;
  }

  /** Bytes of memory that they take, nearly. */
  get footprint(): number {
    return this.#textBytes + this.size * ENTRY_BYTES;
  }

  /** The offset that the first publish with this key got; `undefined` where none is remembered. */
  find({ principal, key }: PublishKey, now: number): number | undefined {
    this.expire(now);
    return this.#byPrincipal.get(principal)?.get(key)?.offset;
  }

  /** Remembers a publish whose key was not found. */
  remember({ principal, key }: PublishKey, offset: number, now: number): void {
    const entry = { principal, key, offset, at: now };
    const keys = this.#byPrincipal.get(principal) ?? new Map<string, Remembered>();
    this.#byPrincipal.set(principal, keys);
    keys.set(key, entry);
    this.#remembered.add(entry);
    this.#textBytes += textBytesOf(entry);
    if (keys.size > PUBLISH_KEYS_PER_PRINCIPAL) this.#forgetFirst(keys.values());
    if (this.#remembered.size > PUBLISH_KEYS_PER_ROOM) this.forgetOldest();
  }

  /** Forgets what is too old. */
  expire(now: number): void {
    for (const { at } of this.#remembered) {
      if (at + PUBLISH_KEY_MS > now) return;
      this.forgetOldest();
    }
  }

  /** Forgets the key that was remembered longest ago. Does nothing where there is none. */
  forgetOldest(): void {
    this.#forgetFirst(this.#remembered);
  }

  #forgetFirst(entries: Iterable<Remembered>): void {
    for (const entry of entries) {
      this.#remembered.delete(entry);
      this.#textBytes -= textBytesOf(entry);
      const keys = this.#byPrincipal.get(entry.principal);
      keys?.delete(entry.key);
      if (keys?.size === 0) this.#byPrincipal.delete(entry.principal);
      return;
    }
  }
}

function textBytesOf({ principal, key }: PublishKey): number {
  return textBytes(key) + textBytes(principal ?? '');
}
