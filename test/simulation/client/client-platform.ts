import type { Platform, PlatformObserver, Transport, TransportObserver } from '@trunkline/client/platform';
import { PlannedFailure } from '../hub/hub-log.ts';
import type { Host } from '../kernel/host.ts';
import type { Random } from '../kernel/random.ts';

/** When the worlds are, in ms since 1970: any time will do. */
const EPOCH = 1_700_000_000_000;

/** Opens a connection over the network of the world. */
export type OpenTransport = (protocol: string, observer: TransportObserver) => Transport;

/** The world as one published client has it: its host's clock and timers, keys that are numbered, and a network that comes and goes. */
export class ClientPlatform implements Platform {
  readonly #host: Host;
  readonly #random: Random;
  readonly #open: OpenTransport;
  readonly #timers = new Set<object>();
  #observer: PlatformObserver | undefined;
  #keys = 0;

  constructor(host: Host, random: Random, open: OpenTransport) {
    this.#host = host;
    this.#random = random;
    this.#open = open;
  }

  /** Timers that have not rung. */
  get timers(): number {
    return this.#timers.size;
  }

  /** Whom the platform tells about itself, while it is watched. */
  get observer(): PlatformObserver | undefined {
    return this.#observer;
  }

  now(): number {
    return this.#host.now;
  }

  date(): number {
    return EPOCH + this.#host.now;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = {};
    this.#timers.add(timer);
    const stop = this.#host.timer(delayMs, () => {
      this.#timers.delete(timer);
      run();
    });
    return () => {
      this.#timers.delete(timer);
      stop();
    };
  }

  random(): number {
    return this.#random.next();
  }

  randomKey(): string {
    this.#keys += 1;
    return `key ${this.#keys} of ${this.#host.name}`;
  }

  /** Callbacks here throw on purpose, and nothing else. */
  report(error: unknown): void {
    const { turn, features } = this.#host.stage;
    if (error instanceof PlannedFailure) features.add('callback fails');
    else turn.failed(error, this.#host.name);
  }

  open(_url: string, protocol: string, observer: TransportObserver): Transport {
    return this.#open(protocol, observer);
  }

  watch(observer: PlatformObserver): () => void {
    this.#observer = observer;
    return () => {
      this.#observer = undefined;
    };
  }
}
