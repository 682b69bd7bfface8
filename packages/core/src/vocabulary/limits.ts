/** What one connection may hold and how long it may take. Bytes and milliseconds; `Infinity` lifts a limit. */
export interface Limits {
  /**
   * Most bytes of one inbound message, on the wire and after inflating; past it close 1009.
   *
   * 1 MiB: far above any honest call or event, small enough that thousands of hostile peers fit in memory.
   */
  readonly maxMessageBytes: number;
  /** Most payload bytes of one inbound frame; past it close 1009. As `maxMessageBytes`, because a message may be one frame. */
  readonly maxFrameBytes: number;
  /**
   * Most frames of one inbound message; past it close 1009.
   *
   * 65,536: a 4 MiB message in 64-byte fragments is legal. It stops a peer that sends empty fragments for ever.
   */
  readonly maxFragments: number;
  /**
   * Time for one inbound message from its first byte to its last, what we do not read apart; past it close 1008.
   *
   * `Infinity`: a message may be a stream that lasts. A server whose messages are small sets it, so that nobody holds memory by sending slowly.
   */
  readonly messageTimeoutMs: number;
  /** Most bytes of the HTTP head of a handshake; past it 431, or a failed `connect`. 16 KiB, as Node's own. */
  readonly maxHeaderBytes: number;
  /** Time for an opening handshake; past it the socket is destroyed. 10 s: ample for a mobile network, short for a slow attack. */
  readonly handshakeTimeoutMs: number;
  /** Time for each half of a closing handshake; past it TCP is cut. 5 s: a live peer answers in one round trip. */
  readonly closeTimeoutMs: number;
  /** Unsent bytes above which `send` answers false. 1 MiB: a second of a 10 Mbit/s reader. */
  readonly highWaterMark: number;
  /** Unsent bytes at or below which `onDrain` follows. 256 KiB: enough to keep the socket busy while the producer wakes. */
  readonly lowWaterMark: number;
  /**
   * Most unsent bytes; past it the connection is destroyed, because the peer does not read and the sender does not wait.
   *
   * 16 MiB: sixteen times the mark at which `send` began to answer false. A single message must be smaller too;
   * a larger one can be sent as a stream.
   */
  readonly maxBufferedBytes: number;
}

/** The limits where none are given. */
export const DEFAULT_LIMITS: Limits = {
  maxMessageBytes: 1 << 20,
  maxFrameBytes: 1 << 20,
  maxFragments: 65_536,
  messageTimeoutMs: Number.POSITIVE_INFINITY,
  maxHeaderBytes: 16 << 10,
  handshakeTimeoutMs: 10_000,
  closeTimeoutMs: 5_000,
  highWaterMark: 1 << 20,
  lowWaterMark: 256 << 10,
  maxBufferedBytes: 16 << 20,
};

/**
 * Completes limits with the defaults.
 *
 * One that is not given keeps its proportion to one that is: `maxFrameBytes` follows `maxMessageBytes`, `lowWaterMark` is a quarter
 * of `highWaterMark`, `maxBufferedBytes` at least sixteen times that, and `highWaterMark` never above `maxBufferedBytes`.
 *
 * @throws {RangeError} when a limit is not a whole number of at least 0 (or `Infinity`), or the three for unsent bytes are out of order.
 */
export function resolveLimits(given: Partial<Limits> = {}): Limits {
  const defaults = DEFAULT_LIMITS;
  for (const name of Object.keys(defaults)) requireWhole(name, Reflect.get(given, name));
  const maxMessageBytes = given.maxMessageBytes ?? defaults.maxMessageBytes;
  const maxBufferedBytes = given.maxBufferedBytes ?? Math.max(defaults.maxBufferedBytes, (given.highWaterMark ?? 0) * 16);
  const highWaterMark = given.highWaterMark ?? Math.min(defaults.highWaterMark, maxBufferedBytes);
  const limits: Limits = {
    maxMessageBytes,
    maxFrameBytes: given.maxFrameBytes ?? maxMessageBytes,
    maxFragments: given.maxFragments ?? defaults.maxFragments,
    messageTimeoutMs: given.messageTimeoutMs ?? defaults.messageTimeoutMs,
    maxHeaderBytes: given.maxHeaderBytes ?? defaults.maxHeaderBytes,
    handshakeTimeoutMs: given.handshakeTimeoutMs ?? defaults.handshakeTimeoutMs,
    closeTimeoutMs: given.closeTimeoutMs ?? defaults.closeTimeoutMs,
    highWaterMark,
    lowWaterMark: given.lowWaterMark ?? Math.floor(highWaterMark / 4),
    maxBufferedBytes,
  };
  requireOrder(limits, 'lowWaterMark', 'highWaterMark');
  requireOrder(limits, 'highWaterMark', 'maxBufferedBytes'); // else nobody could be told to wait in time
  return limits;
}

function requireWhole(name: string, value: unknown): void {
  if (value === undefined || value === Number.POSITIVE_INFINITY || (Number.isInteger(value) && Number(value) >= 0)) return;
  throw new RangeError(`${name} must be a whole number of at least 0, or Infinity; it is ${String(value)}`);
}

function requireOrder(limits: Limits, lower: keyof Limits, upper: keyof Limits): void {
  if (limits[lower] > limits[upper]) throw new RangeError(`${lower} (${limits[lower]}) must not be above ${upper} (${limits[upper]})`);
}
