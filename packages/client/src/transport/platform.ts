import type { Link, Message } from '@trunkline/protocol/wire';

/** What stands for the close code of a connection that was lost without one, or never was (RFC 6455 §7.1.5). */
export const LOST = 1006;

/** The longest delay that a timer of browsers and of Node.js knows, in ms: a longer one rings at once. */
export const MAX_DELAY_MS = 2 ** 31 - 1;

/** What a transport tells. Either it opens, or `onClosed` or `onRefused` comes at once; `onClosed` is the last of all, and comes once. */
export interface TransportObserver {
  onOpen(): void;
  onMessage(message: Message): void;
  /** Bytes came in that are no whole message yet; where the platform can tell. */
  onHeard(): void;
  /** `code` is the close code received; {@link LOST} where there was none. */
  onClosed(code: number, reason: string): void;
  /** The upgrade was answered with an HTTP status; where the platform can tell. */
  onRefused(status: number, retryAfterMs: number | undefined): void;
}

/** One connection from its first byte on. What is sent before it is open is lost. */
export interface Transport extends Link {
  /** Cuts it, open or not; `onClosed` need not follow. */
  destroy(): void;
}

/** What the platform tells about itself. */
export interface PlatformObserver {
  onOnline(): void;
  onOffline(): void;
  /** The page is seen again, or the machine woke: timers may have been late. */
  onAwake(): void;
}

/** What a client needs of the world. */
export interface Platform {
  /** The time in ms; never goes back. */
  now(): number;
  /** The time as people have it, in ms since 1970. */
  date(): number;
  /** Runs something once, after so many ms, unless the answer is called before. */
  after(delayMs: number, run: () => void): () => void;
  /** From 0 to below 1. */
  random(): number;
  /** 128 random bits as text. */
  randomKey(): string;
  /** Tells the application's developer of an exception in one of its callbacks, as the platform does. */
  report(error: unknown): void;
  /** Opens a connection. @throws {SyntaxError | TypeError} when the URL is none. */
  open(url: string, protocol: string, observer: TransportObserver): Transport;
  /** Watches network and page; the answer ends it. */
  watch(observer: PlatformObserver): () => void;
}
