import type { RpcError } from '@trunkline/protocol';

/** What can hold a slot. */
export interface SlotHolder {
  abort(cause: RpcError): void;
}

/** The calls without a session that run for one plain connection, `POST` or peer: at most so many, aborted together when it goes away. */
export class CallSlots {
  readonly #most: number;
  readonly #holders = new Set<SlotHolder>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Handlers that run. */
  get size(): number {
    return this.#holders.size;
  }

  /** Takes a slot for a call; false: there is none. */
  take(call: SlotHolder): boolean {
    if (this.#holders.size >= this.#most) return false;
    this.#holders.add(call);
    return true;
  }

  /** The handler of the call has settled. */
  free(call: SlotHolder): void {
    this.#holders.delete(call);
  }

  /** Nobody is there any more to be answered. Each call keeps its slot until its handler has settled. */
  abortAll(cause: RpcError): void {
    for (const call of [...this.#holders]) call.abort(cause);
  }
}
