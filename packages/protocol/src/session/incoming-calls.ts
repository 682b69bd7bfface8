import type { CreditEnvelope, EndEnvelope, ItemEnvelope, RefusedEnvelope, RequestEnvelope } from '../envelope/envelope.ts';
import { EnvelopeError } from '../envelope/envelope-error.ts';
import { BUSY_RETRY_MS } from '../envelope/retry-after.ts';
import { fromWireError, RpcError, systemError } from '../envelope/rpc-error.ts';
import { type Answer, responseOf } from './answer.ts';
import { type CallAnswerer, IncomingCall } from './incoming-call.ts';
import { Inflight } from './inflight.ts';
import type { Transmission } from './transmission.ts';

/** What the peer's calls may take. */
export interface IncomingLimits {
  /** Items that a caller may have out in one stream. */
  readonly credit: number;
  /** Calls whose handlers run. */
  readonly calls: number;
  /** Bytes of input that handlers have not taken, all calls together. */
  readonly unconsumedBytes: number;
}

/** The calls of the peer that one session answers (protocol §3). */
export class IncomingCalls implements CallAnswerer {
  readonly #transmission: Transmission;
  readonly #limits: IncomingLimits;
  readonly #onCall: (call: IncomingCall) => void;
  /** Calls that are not answered. */
  readonly #calls = new Inflight<IncomingCall>();
  #lastId = 0;
  #slotsTaken = 0;
  #unconsumedBytes = 0;

  constructor(transmission: Transmission, limits: IncomingLimits, onCall: (call: IncomingCall) => void) {
    this.#transmission = transmission;
    this.#limits = limits;
    this.#onCall = onCall;
  }

  /** Handlers that run. */
  get size(): number {
    return this.#slotsTaken;
  }

  /** Bytes of input that handlers have not taken. */
  get unconsumedBytes(): number {
    return this.#unconsumedBytes;
  }

  // From the peer. What belongs to a call that is over, or that was never let in, counts and is otherwise ignored.

  /** @throws {EnvelopeError} when the id is not above every earlier one. */
  request(envelope: RequestEnvelope, now: number): void {
    this.#expectRising(envelope.id);
    if (this.#slotsTaken >= this.#limits.calls) {
      this.#answer(envelope.id, { error: tooMany(`${this.#limits.calls} calls are in flight`) });
      return;
    }
    const call = new IncomingCall(envelope, now, this, { input: this.#limits.credit, items: this.#transmission.peerLimits.credit });
    this.#slotsTaken += 1;
    this.#calls.add(call.id, call);
    this.#onCall(call);
  }

  /** @throws {EnvelopeError} when the id is not above every earlier one. */
  refused({ id, error }: RefusedEnvelope): void {
    if (id === undefined) return;
    this.#expectRising(id);
    this.#transmission.send({ kind: 'response', id, error });
  }

  cancel(id: number): void {
    const call = this.#calls.get(id);
    if (call !== undefined) this.#abort(call, systemError('Cancelled', 'the caller gave up'));
  }

  item({ id, item }: ItemEnvelope, bytes: number): void {
    const call = this.#calls.get(id);
    if (call === undefined) return;
    if (this.#unconsumedBytes + bytes > this.#limits.unconsumedBytes) {
      this.#abort(call, tooMany('too much input waits for its handlers'));
      return;
    }
    this.#unconsumedBytes += bytes;
    call.itemReceived(item, bytes);
  }

  end({ id, error }: EndEnvelope): void {
    this.#calls.get(id)?.inputEnded(error === undefined ? undefined : fromWireError(error));
  }

  credit({ id, count }: CreditEnvelope): void {
    this.#calls.get(id)?.creditReceived(count);
  }

  /** The session is over: whatever runs is aborted, and answers nobody. */
  sessionLost(cause: unknown): void {
    const closed = systemError('Closed', 'the session ended', undefined, { cause });
    // One handler that is aborted may settle others: those have answered, though nobody hears it.
    for (const call of this.#calls.takeAll()) if (!call.isAnswered) call.abort(closed);
  }

  #expectRising(id: number): void {
    if (id <= this.#lastId) throw new EnvelopeError('bad-id');
    this.#lastId = id;
  }

  #abort(call: IncomingCall, cause: RpcError): void {
    // Of calls that expire together, one handler that is aborted may settle the others.
    if (call.isAnswered) return;
    this.respond(call, { error: cause });
    call.abort(cause);
  }

  // From the handler.

  respond(call: IncomingCall, answer: Answer): void {
    // First: a link that breaks while it is written to may end the session, which aborts whatever is not answered.
    call.answered();
    try {
      this.#answer(call.id, answer, call.compresses);
    } catch (error) {
      call.notAnswered();
      throw error;
    }
    this.#calls.take(call.id);
  }

  #answer(id: number, answer: Answer, compresses = false): void {
    try {
      this.#transmission.send(responseOf(id, answer), compresses);
    } catch (error) {
      // The answer is too large for the caller: that is what the caller is told instead.
      if (error instanceof RpcError) this.#transmission.send(responseOf(id, { error }));
      // An error whose data cannot be sent: its handler is done, nobody could fail the call once more.
      else if ('error' in answer) this.#transmission.send(responseOf(id, { error: systemError('Internal') }));
      else throw error;
    }
  }

  sendOutput(call: IncomingCall, item: unknown): number {
    return this.#transmission.send({ kind: 'item', id: call.id, item }, call.compresses);
  }

  sendCredit(id: number, count: number): void {
    this.#transmission.send({ kind: 'credit', id, count });
  }

  inputConsumed(bytes: number): void {
    this.#unconsumedBytes -= bytes;
  }

  handlerSettled(): void {
    this.#slotsTaken -= 1;
  }

  nextDeadline(): number {
    return this.#calls.nextDeadline();
  }

  timePassed(now: number): void {
    for (const call of this.#calls.expired(now)) this.#abort(call, systemError('DeadlineExceeded', 'the deadline of the call passed'));
  }
}

function tooMany(message: string): RpcError {
  return systemError('TooMany', message, { retryAfterMs: BUSY_RETRY_MS });
}
