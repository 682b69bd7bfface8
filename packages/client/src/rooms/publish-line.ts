import { type CallOutcome, OutcomeUnknownError, type RpcError, systemError } from '@trunkline/protocol/wire';

/** How long a publish whose answer was lost is sent again, in ms (protocol §5.5): less than servers remember its key. */
export const RESEND_MS = 100_000;

/** Most publishes of one room that wait for their answer; past it one more is refused. As many as a server takes. */
export const MAX_PUBLISHES = 256;

/** Most bytes of the events of those; past it one more is refused too. One alone always goes: its message has a limit of its own. */
export const MAX_PUBLISH_BYTES = 1 << 20;

/** What is published. */
export interface Publication {
  readonly event: string;
  readonly data: unknown;
  readonly key: string;
  /** How many bytes the data take. */
  readonly bytes: number;
  /** Whether it is worth a repeat when its answer is lost; what is handed over only is not. Asked when it matters. */
  isKept(): boolean;
}

/** Sends a publication over the connection on which the room is joined. An answer named `Closed` says that the connection was lost. */
export type SendPublication = (publication: Publication, answered: (outcome: CallOutcome) => void) => void;

/** One publication until it is answered. */
interface Waiting {
  readonly publication: Publication;
  readonly until: number;
  resolve(value: unknown): void;
  reject(error: RpcError): void;
  wasSent: boolean;
  /** The connection over which its answer may come: the last one that it was sent over. */
  carrier: number | undefined;
  /** The room is left: it is not sent again. */
  isLeft: boolean;
}

/**
 * The publishes of one room, in order: sent once it is joined, and those that are kept again behind the join over another connection, until
 * they are answered.
 *
 * Whoever leaves still hears what became of those on their way. One that was sent and is never answered ends as unknown.
 */
export class PublishLine {
  readonly #waiting = new Set<Waiting>();
  #bytes = 0;
  #place: { readonly connection: number; readonly send: SendPublication } | undefined;

  /** Rejects with `TooMany` when too many wait. */
  add(publication: Publication, now: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.size >= MAX_PUBLISHES) throw systemError('TooMany', `${MAX_PUBLISHES} publishes wait for their answer`);
      if (this.#bytes > 0 && this.#bytes + publication.bytes > MAX_PUBLISH_BYTES) {
        throw systemError('TooMany', `publishes of ${this.#bytes} bytes wait for their answer`);
      }
      this.#bytes += publication.bytes;
      const waiting = { publication, until: now + RESEND_MS, resolve, reject, wasSent: false, carrier: undefined, isLeft: false };
      this.#waiting.add(waiting);
      this.#send(waiting);
    });
  }

  /** The room is joined over a connection, perhaps once more over the same: what is not on its way there goes there. */
  joined(connection: number, send: SendPublication): void {
    this.#place = { connection, send };
    for (const waiting of [...this.#waiting]) this.#send(waiting);
  }

  /** The connection is lost. What was sent over it is told by its answer. */
  lost(connection: number): void {
    if (this.#place?.connection === connection) this.#place = undefined;
  }

  /** The room is left, or lost for good. */
  ended(error: RpcError): void {
    this.#place = undefined;
    for (const waiting of [...this.#waiting]) {
      waiting.isLeft = true;
      if (!waiting.wasSent) this.#settle(waiting, { ok: false, error });
      else if (waiting.carrier === undefined) this.#unknown(waiting, error);
    }
  }

  #send(waiting: Waiting): void {
    if (this.#place === undefined || waiting.isLeft) return;
    const { connection, send } = this.#place;
    if (waiting.carrier === connection || (waiting.wasSent && !waiting.publication.isKept())) return;
    waiting.wasSent = true;
    waiting.carrier = connection;
    send(waiting.publication, (outcome) => this.#answered(waiting, connection, outcome));
  }

  #answered(waiting: Waiting, connection: number, outcome: CallOutcome): void {
    if (outcome.ok) this.#settle(waiting, outcome);
    // It was sent over a newer connection since: that one's answer counts.
    else if (waiting.carrier !== connection) return;
    else if (outcome.error.name !== 'Closed') this.#settle(waiting, outcome);
    else if (waiting.isLeft || !waiting.publication.isKept()) this.#unknown(waiting, outcome.error);
    else waiting.carrier = undefined;
  }

  #unknown(waiting: Waiting, cause: RpcError): void {
    const error = new OutcomeUnknownError('the connection was lost before the server said whether the event was taken', { cause });
    this.#settle(waiting, { ok: false, error });
  }

  #settle(waiting: Waiting, outcome: CallOutcome): void {
    if (!this.#waiting.delete(waiting)) return;
    this.#bytes -= waiting.publication.bytes;
    if (outcome.ok) waiting.resolve(outcome.value);
    else waiting.reject(outcome.error);
  }

  nextDeadline(): number {
    for (const { until } of this.#waiting) return until;
    return Number.POSITIVE_INFINITY;
  }

  timePassed(now: number): void {
    for (const waiting of [...this.#waiting]) {
      if (waiting.until > now) return;
      const error = waiting.wasSent
        ? new OutcomeUnknownError('no server has said in time whether the event was taken')
        : systemError('DeadlineExceeded', 'the room was not joined in time to publish');
      this.#settle(waiting, { ok: false, error });
    }
  }
}
