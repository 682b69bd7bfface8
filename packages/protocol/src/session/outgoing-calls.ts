import type { CancelEnvelope, CreditEnvelope, ItemEnvelope, Meta, RequestEnvelope, ResponseEnvelope } from '../envelope/envelope.ts';
import { EnvelopeError } from '../envelope/envelope-error.ts';
import { fromWireError, RpcError, systemError, toWireError } from '../envelope/rpc-error.ts';
import { Inflight } from './inflight.ts';
import type { CallCarrier, OutgoingCall } from './outgoing-call.ts';
import type { Transmission } from './transmission.ts';

/** The calls that one session carries for its own side (protocol §3). */
export class OutgoingCalls implements CallCarrier {
  readonly #transmission: Transmission;
  readonly #limits: { readonly credit: number; readonly calls: number };
  readonly #calls = new Inflight<OutgoingCall>();
  #lastId: number;

  /** `firstId` is 1 for a client and 2 for a server (§2); ids rise by 2. `limits.calls` is how many may be in flight. */
  constructor(transmission: Transmission, firstId: 1 | 2, limits: { readonly credit: number; readonly calls: number }) {
    this.#transmission = transmission;
    this.#lastId = firstId - 2;
    this.#limits = limits;
  }

  get size(): number {
    return this.#calls.size;
  }

  /** Sends a call. One that the peer would not take, or for which there is no room, fails at once and is not counted. */
  begin(call: OutgoingCall, now: number): void {
    if (call.isSettled) return;
    const refusal = this.#calls.size < this.#limits.calls ? this.#send(call, now) : systemError('TooMany', 'too many calls are in flight');
    if (refusal !== undefined) call.fail(refusal);
  }

  #send(call: OutgoingCall, now: number): RpcError | undefined {
    const id = this.#lastId + 2;
    // First: a link that breaks while it is written to may end the session, or make its owner call again.
    this.#lastId = id;
    this.#calls.add(id, call);
    try {
      this.#transmission.send(requestOf(call, id, now));
    } catch (error) {
      this.#calls.take(id);
      this.#lastId = id - 2;
      if (error instanceof RpcError) return error;
      throw error;
    }
    if (this.#calls.get(id) === call) {
      call.carriedBy(this, id, { input: this.#transmission.peerLimits.credit, items: this.#limits.credit });
    }
    return undefined;
  }

  /** What to send in the place of a request: itself with the time that is left, or, for a call given up meanwhile, a cancel. */
  requestAgain(id: number, now: number): RequestEnvelope | CancelEnvelope {
    const call = this.#calls.get(id);
    return call === undefined ? { kind: 'cancel', id } : requestOf(call, id, now);
  }

  /** The session is lost. Answers the calls that may be sent in another one, in order; the others end as unknown. */
  sessionLost(cause: unknown): OutgoingCall[] {
    return this.#calls.takeAll().filter((call) => call.sessionLost(cause));
  }

  // From the peer. An answer to a call that is over counts and is otherwise ignored; to one that never was, it is a violation.

  response({ id, error, result }: ResponseEnvelope): void {
    const call = this.#calls.take(this.#known(id));
    if (error === undefined) call?.succeed(result);
    else call?.failedByCallee(fromWireError(error));
  }

  item({ id, item }: ItemEnvelope, bytes: number): void {
    this.#calls.get(this.#known(id))?.itemReceived(item, bytes);
  }

  credit({ id, count }: CreditEnvelope): void {
    this.#calls.get(this.#known(id))?.creditReceived(count);
  }

  #known(id: number): number {
    if (id > this.#lastId) throw new EnvelopeError('unknown-call');
    return id;
  }

  // From the caller.

  sendInput(call: OutgoingCall, item: unknown): number {
    return this.#transmission.send({ kind: 'item', id: call.id, item });
  }

  /** An error that cannot be sent is replaced: that the input failed must arrive, also where it is sent long after it was said. */
  sendEnd({ id }: OutgoingCall, error: RpcError | undefined): void {
    try {
      this.#transmission.send({ kind: 'end', id, error: error === undefined ? undefined : toWireError(error) });
    } catch (failure) {
      const instead = failure instanceof RpcError ? failure : systemError('Internal', 'the error of the input is no plain data');
      this.#transmission.send({ kind: 'end', id, error: toWireError(instead) });
    }
  }

  sendCredit(id: number, count: number): void {
    this.#transmission.send({ kind: 'credit', id, count });
  }

  cancel(call: OutgoingCall): void {
    this.#calls.take(call.id);
    this.#transmission.send({ kind: 'cancel', id: call.id });
  }

  nextDeadline(): number {
    return this.#calls.nextDeadline();
  }

  timePassed(now: number): void {
    for (const call of this.#calls.expired(now)) call.expire();
  }
}

function requestOf({ request }: OutgoingCall, id: number, now: number): RequestEnvelope {
  const { method, params, deadline, trace } = request;
  // At least one: 0 would say that the call expired before it was sent, and its sender has not seen that yet.
  const meta: Meta | undefined =
    deadline < Number.POSITIVE_INFINITY ? { ...trace, timeoutMs: Math.max(1, Math.ceil(deadline - now)) } : trace;
  return { kind: 'request', id, method, params, meta };
}
