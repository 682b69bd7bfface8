interface Waiter {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Response = { readonly value: unknown } | { readonly error: unknown };

/** The response of a stream, for whoever asks for it. An error that nobody asks for is no unhandled rejection. */
export class StreamResponse {
  #response: Response | undefined;
  #waiters: Waiter[] = [];

  get isSettled(): boolean {
    return this.#response !== undefined;
  }

  /** Only the first time counts. */
  settle(response: Response): void {
    if (this.#response !== undefined) return;
    this.#response = response;
    for (const waiter of this.#waiters) tell(waiter, response);
    this.#waiters = [];
  }

  /** A promise for one who asks. */
  promise(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const waiter = { resolve, reject };
      if (this.#response === undefined) this.#waiters.push(waiter);
      else tell(waiter, this.#response);
    });
  }
}

function tell({ resolve, reject }: Waiter, response: Response): void {
  if ('error' in response) reject(response.error);
  else resolve(response.value);
}
