import type { Codec, Message } from '@trunkline/protocol/wire';
import { messageBytes } from '@trunkline/protocol/wire';
import type { ServerLink, SharedMessage } from '@trunkline/server';
import type { Host } from '../kernel/host.ts';
import { expectThat } from '../kernel/violation.ts';
import type { Cable } from '../network/cable.ts';
import type { HubStyle } from '../settings.ts';

/** A link has drained when so much of the budget waits, at most. */
const LOW_WATER = 1 / 4;

/** What waits for one client may be so many budgets, and the message with which it went beyond (docs/architecture.md of the server: slow readers). */
const MOST_BUDGETS = 2;

/** What a link needs of its server. */
export interface LinkPlace {
  readonly host: Host;
  readonly style: Pick<HubStyle, 'sendBudgetBytes' | 'windowBytes'>;
  readonly codec: Codec;
  readonly mostMessageBytes: number;
  /** Whether a message that goes to many gets lost here, as if the server had forgotten this client. */
  skips(): boolean;
  onDrained(): void;
  /** The server closed it: its end comes. */
  onClosing(code: number): void;
  onResumed(): void;
}

/** A server's end of a cable, with a receive window: what the client has not read beyond that waits here, and is counted. */
export class HubLink implements ServerLink {
  readonly #cable: Cable;
  readonly #place: LinkPlace;
  /** Bytes that the client has not read. */
  #unread = 0;
  #isCongested = false;
  #isPaused = false;
  #isClosed = false;

  constructor(cable: Cable, place: LinkPlace) {
    this.#cable = cable;
    this.#place = place;
    cable.onRead = (parcel) => {
      if (parcel.kind === 'message') this.#read(messageBytes(parcel.message));
    };
  }

  get bufferedAmount(): number {
    return Math.max(0, this.#unread - this.#place.style.windowBytes);
  }

  /** Whether nothing is read from the client. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  send(message: Message): void {
    if (this.#isClosed) return;
    const { style, host } = this.#place;
    host.stage.turn.guard(this.#cable.name, () => this.#expectRoomFor(message));
    this.#unread += messageBytes(message);
    if (this.bufferedAmount > style.sendBudgetBytes && !this.#isCongested) {
      this.#isCongested = true;
      this.#cable.congestedUntil = Number.POSITIVE_INFINITY;
      host.stage.features.add('link congested');
    }
    this.#cable.serverLink.send(message);
  }

  /** A client that does not read is sent what it asked for, within limits, and nothing else. */
  #expectRoomFor(message: Message): void {
    const { style, codec, mostMessageBytes } = this.#place;
    const waits = this.bufferedAmount + messageBytes(message);
    const what = () => `${waits} bytes over ${this.#cable.name}, budget ${style.sendBudgetBytes}`;
    expectThat(waits <= MOST_BUDGETS * style.sendBudgetBytes + mostMessageBytes, 'what waits for one client is bounded', what);
    if (!this.#isCongested) return;
    const { kind } = codec.decode(message);
    const isUnasked = kind === 'event' || kind === 'events' || kind === 'presence';
    expectThat(!isUnasked, 'nothing of a room is sent to a client that does not read', () => `${kind}: ${what()}`);
  }

  sendShared({ message }: SharedMessage): void {
    if (!this.#isSkipped(message)) this.send(message);
  }

  /** No server is known to do so; clients find it out all the same. */
  #isSkipped(message: Message): boolean {
    const { skips, codec, host } = this.#place;
    if (this.#isClosed || !skips()) return false;
    const envelope = codec.decode(message);
    if (envelope.kind !== 'event' || envelope.offset === 0) return false;
    host.note(`forgets ${this.#cable.name}`, envelope.offset);
    host.stage.features.add('room member skipped');
    this.#cable.skipped.add(`${envelope.room} ${envelope.offset}`);
    return true;
  }

  /** The server hears of it a moment later. */
  #read(bytes: number): void {
    this.#unread -= bytes;
    const { host, style, onDrained } = this.#place;
    if (!this.#isCongested || this.#isClosed || this.bufferedAmount > style.sendBudgetBytes * LOW_WATER) return;
    this.#isCongested = false;
    this.#cable.congestedUntil = host.stage.time.now;
    host.stage.features.add('link drained');
    host.after(1, onDrained);
  }

  close(code: number, reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#place.host.stage.turn.guard(this.#cable.name, () => this.#cable.serverLink.close(code, reason));
    this.#place.onClosing(code);
  }

  /** It is gone: nothing is read and nothing is sent any more. */
  ended(): void {
    this.#isClosed = true;
  }

  destroy(): void {
    this.#isClosed = true;
    this.#cable.cut({ client: 0, server: 0 });
  }

  pause(): void {
    this.#isPaused = true;
    this.#cable.serverLink.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#cable.serverLink.resume();
    this.#place.onResumed();
  }
}
