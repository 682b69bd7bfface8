import type { Codec } from '../envelope/codec.ts';
import type { OutboundEnvelope } from '../envelope/envelope.ts';
import { EnvelopeError } from '../envelope/envelope-error.ts';
import type { PeerLimits } from '../envelope/limits.ts';
import { messageBytes } from '../envelope/message.ts';
import { systemError } from '../envelope/rpc-error.ts';
import type { Link } from './link.ts';
import { Outbox, type OutboxLimits } from './outbox.ts';
import { Receipt } from './receipt.ts';

/**
 * The counted envelopes of one session, both ways: each is numbered by its order, kept until it is confirmed, and sent again
 * when the session rides on another link (protocol §4).
 */
export class Transmission {
  readonly #codec: Codec;
  readonly #outbox: Outbox;
  readonly #receipt = new Receipt();
  #link: Link | undefined;
  #peerLimits: PeerLimits;
  #isClosed = false;

  /** `peerLimits` are what the peer takes until a hello says it. */
  constructor(codec: Codec, limits: OutboxLimits, peerLimits: PeerLimits) {
    this.#codec = codec;
    this.#outbox = new Outbox(limits);
    this.#peerLimits = peerLimits;
  }

  get codec(): Codec {
    return this.#codec;
  }

  get peerLimits(): PeerLimits {
    return this.#peerLimits;
  }

  /** Counted envelopes received since the session began. */
  get received(): number {
    return this.#receipt.received;
  }

  /** Envelopes that wait for a confirmation. */
  get outboxEnvelopes(): number {
    return this.#outbox.size;
  }

  /** Bytes that wait for a confirmation. */
  get outboxBytes(): number {
    return this.#outbox.bytes;
  }

  /** Tells whether everything that a peer with so many envelopes misses is still here. */
  reaches(peerReceived: number): boolean {
    return !this.#isClosed && this.#outbox.reaches(peerReceived);
  }

  /**
   * Rides on a link from now on. What the peer has not received is sent again, in order and before anything new.
   *
   * @param requestAgain - what to send in the place of a request, by the id of its call: as counted as the request was.
   */
  attach(link: Link, peerReceived: number, peerLimits: PeerLimits, requestAgain: (id: number) => OutboundEnvelope): void {
    this.#outbox.acknowledge(peerReceived);
    // The hello told the peer what came in.
    this.#receipt.confirmed();
    this.#peerLimits = peerLimits;
    this.#link = link;
    for (const { message, requestId, compresses } of this.#outbox.entries()) {
      link.send(requestId === undefined ? message : this.#codec.encode(requestAgain(requestId)), compresses);
    }
  }

  /** The link is gone; what is sent waits. */
  detach(): void {
    this.#link = undefined;
    this.#receipt.confirmed();
  }

  /** Nothing is kept or sent any more. */
  close(): void {
    this.#isClosed = true;
    this.detach();
    this.#outbox.clear();
  }

  /**
   * Sends a counted envelope, and keeps it until it is confirmed; `compresses` as of `Link.send`.
   *
   * @returns the bytes of its message.
   * @throws {RpcError} `TooLarge` when the peer does not take so much; it is not counted then.
   * @throws {TypeError} when it holds what is not plain data; not counted either.
   */
  send(envelope: OutboundEnvelope, compresses = false): number {
    if (this.#isClosed) return 0;
    const message = this.#codec.encode(envelope);
    const bytes = messageBytes(message);
    if (bytes > this.#peerLimits.messageBytes) {
      throw systemError('TooLarge', `a message of ${bytes} bytes; the peer takes ${this.#peerLimits.messageBytes}`);
    }
    this.#outbox.push({ message, bytes, requestId: envelope.kind === 'request' ? envelope.id : undefined, compresses });
    this.#link?.send(message, compresses);
    return bytes;
  }

  /** A counted envelope came in. */
  count(bytes: number, now: number): void {
    this.#receipt.count(bytes, now);
  }

  /** @throws {EnvelopeError} when the peer confirms what was never sent, or less than before. */
  acknowledged(received: number): void {
    if (!this.#outbox.acknowledge(received)) throw new EnvelopeError('bad-ack');
  }

  nextDeadline(): number {
    return this.#receipt.nextDeadline();
  }

  /** Confirms what came in, if that is due. */
  timePassed(now: number): void {
    if (this.#link === undefined || !this.#receipt.isDue(now)) return;
    this.#link.send(this.#codec.encode({ kind: 'ack', received: this.#receipt.received }));
    this.#receipt.confirmed();
  }
}
