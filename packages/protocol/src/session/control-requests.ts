import type { RequestEnvelope, ResponseEnvelope } from '../envelope/envelope.ts';
import { EnvelopeError } from '../envelope/envelope-error.ts';
import { fromWireError, systemError } from '../envelope/rpc-error.ts';
import type { CallOutcome } from './outgoing-call.ts';

/** How a control request ended. `Closed`: its connection was lost; whether it took effect is not known. */
export type ControlObserver = (outcome: CallOutcome) => void;

/** The control requests of one connection that wait for their answers: ids −1, −2, … (protocol §2). They die with the connection. */
export class ControlRequests {
  readonly #waiting = new Map<number, ControlObserver>();
  #lastId = 0;

  /** Numbers a request; its answer goes to the observer, once. */
  begin(method: string, params: unknown, observer: ControlObserver): RequestEnvelope {
    this.#lastId -= 1;
    this.#waiting.set(this.#lastId, observer);
    return { kind: 'request', id: this.#lastId, method, params };
  }

  /** Waits for its answer no longer. */
  take(id: number): ControlObserver | undefined {
    const observer = this.#waiting.get(id);
    this.#waiting.delete(id);
    return observer;
  }

  /** @throws {EnvelopeError} when nothing was asked under this id, or it is answered already. */
  response({ id, error, result }: ResponseEnvelope): void {
    const observer = this.take(id);
    if (observer === undefined) throw new EnvelopeError('unknown-call');
    observer(error === undefined ? { ok: true, value: result } : { ok: false, error: fromWireError(error) });
  }

  connectionLost(): void {
    const observers = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const observer of observers)
      observer({ ok: false, error: systemError('Closed', 'the connection was lost before the answer came') });
  }
}
