import type { Message } from '@trunkline/protocol/wire';
import type { Host } from '../kernel/host.ts';
import type { Random } from '../kernel/random.ts';

/** What travels over a connection. `lost` is the end of a connection without a close frame; ping and pong are WebSocket's. */
export type Parcel =
  | { readonly kind: 'message'; readonly message: Message; readonly sentAt: number }
  | { readonly kind: 'close'; readonly code: number; readonly reason: string }
  | { readonly kind: 'ping' | 'pong' | 'lost' };

/** Longest that a host needs after it woke up until it reads what had come in, in ms: sometimes later than its timers, sometimes before. */
const READ_AFTER_WAKE_MS = 30;

/** One direction of a connection: keeps the order, and has a delay of its own for each parcel. `delayMs` draws one. */
export class Way {
  readonly #random: Random;
  readonly #delayMs: () => number;
  readonly #receiver: Host;
  readonly #deliver: (parcel: Parcel) => void;
  #parcels: { readonly parcel: Parcel; readonly arrivesAt: number }[] = [];
  #isOpen = true;
  #isPaused = false;
  #isScheduled = false;
  #stalledUntil = 0;
  /** Least time between two arrivals, and until when. */
  #paceMs = 0;
  #pacedUntil = 0;
  #lastArrival = 0;

  constructor(receiver: Host, random: Random, delayMs: () => number, deliver: (parcel: Parcel) => void) {
    this.#receiver = receiver;
    this.#random = random;
    this.#delayMs = delayMs;
    this.#deliver = deliver;
  }

  get #now(): number {
    return this.#receiver.stage.time.now;
  }

  /** Whether what is sent arrives. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Until when it stands still, or is slow; over for one that flows. */
  get disturbedUntil(): number {
    return Math.max(this.#stalledUntil, this.#pacedUntil);
  }

  /** Whether what is sent arrives as soon as it can. */
  get isFlowing(): boolean {
    return this.disturbedUntil <= this.#now;
  }

  /** Sends something. Behind a close or a cut it is gone. */
  push(parcel: Parcel): void {
    if (!this.#isOpen) return;
    this.#lastArrival = Math.max(this.#lastArrival, this.#now + this.#delayMs());
    this.#parcels.push({ parcel, arrivesAt: this.#lastArrival });
    if (parcel.kind === 'close') this.#isOpen = false;
    this.#schedule();
  }

  /** The receiver stops reading, and what it has read already still comes: half of the time that is nothing. */
  pause(): void {
    this.#isPaused = this.#random.chance(0.5);
  }

  resume(): void {
    this.#isPaused = false;
    this.#schedule();
  }

  /** Nothing moves for a while. */
  stall(ms: number): void {
    this.#stalledUntil = this.#now + ms;
  }

  /** The receiver takes its time for a while: so many ms for each parcel. */
  slowDown(paceMs: number, ms: number): void {
    this.#paceMs = paceMs;
    this.#pacedUntil = this.#now + ms;
  }

  /** Ends here: some of what is under way still arrives. The receiver is told after `noticeMs`, or never. */
  cut(noticeMs: number | undefined): void {
    if (!this.#isOpen && this.#parcels.length === 0) return;
    this.#parcels.length = this.#random.between(0, this.#parcels.length);
    this.#isOpen = true;
    if (noticeMs !== undefined) {
      this.#lastArrival = Math.max(this.#lastArrival, this.#now + noticeMs);
      this.push({ kind: 'lost' });
    }
    this.#isOpen = false;
  }

  /** Whatever is under way, or sent from now on, vanishes; nobody is told. */
  vanish(): void {
    this.#parcels = [];
    this.#isOpen = false;
  }

  #schedule(): void {
    const [first] = this.#parcels;
    if (first === undefined || this.#isScheduled || this.#isPaused) return;
    this.#isScheduled = true;
    this.#receiver.stage.time.at(Math.max(first.arrivesAt, this.#stalledUntil), () => this.#arrive());
  }

  #arrive(): void {
    this.#isScheduled = false;
    if (this.#isPaused || !this.#receiver.isUp) return;
    const [first] = this.#parcels;
    if (first === undefined) return;
    const readyAt = Math.max(first.arrivesAt, this.#stalledUntil, this.#receiver.awakeAt);
    if (readyAt > this.#now) {
      this.#isScheduled = true;
      this.#receiver.stage.time.at(readyAt + this.#random.between(0, READ_AFTER_WAKE_MS), () => this.#arrive());
      return;
    }
    this.#parcels.shift();
    if (this.#now < this.#pacedUntil) this.#stalledUntil = Math.max(this.#stalledUntil, this.#now + this.#paceMs);
    this.#receiver.act(() => this.#deliver(first.parcel));
    this.#schedule();
  }
}
