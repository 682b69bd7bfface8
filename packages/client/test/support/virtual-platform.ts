import { VirtualTimers } from '@trunkline/test-kit/virtual-timers';
import type { Platform, PlatformObserver, TransportObserver } from '../../src/transport/platform.ts';
import { VirtualTransport } from './virtual-transport.ts';

/** When the virtual world began, as people have the time. */
export const BEGAN_AT = 1_700_000_000_000;

/** A world in which time passes when a test says so, keys are numbered, and connections go where the test says. */
export class VirtualPlatform extends VirtualTimers implements Platform {
  /** Every connection that was asked for, the oldest first. */
  readonly transports: VirtualTransport[] = [];
  /** When each was. */
  readonly openedAt: number[] = [];
  readonly reported: unknown[] = [];
  /** Where connections go; nowhere, until a test says so. */
  network: (transport: VirtualTransport) => void = () => {};
  /** What `random` answers. */
  luck = 0.5;
  watcher: PlatformObserver | undefined;
  #keys = 0;
  #sleptMs = 0;

  /** The newest connection. */
  get transport(): VirtualTransport {
    const transport = this.transports.at(-1);
    if (transport === undefined) throw new Error('no connection was asked for');
    return transport;
  }

  date(): number {
    return BEGAN_AT + this.now() + this.#sleptMs;
  }

  /** The machine sleeps for so many ms: its clock and its timers stand still. */
  sleep(ms: number): void {
    this.#sleptMs += ms;
  }

  random(): number {
    return this.luck;
  }

  randomKey(): string {
    this.#keys += 1;
    return `key-${this.#keys}`;
  }

  report(error: unknown): void {
    this.reported.push(error);
  }

  open(url: string, protocol: string, observer: TransportObserver): VirtualTransport {
    const transport = new VirtualTransport(url, protocol, observer);
    this.transports.push(transport);
    this.openedAt.push(this.now());
    queueMicrotask(() => this.network(transport));
    return transport;
  }

  watch(observer: PlatformObserver): () => void {
    this.watcher = observer;
    return () => {
      this.watcher = undefined;
    };
  }
}
