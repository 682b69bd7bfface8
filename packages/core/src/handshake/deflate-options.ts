/** The largest LZ77 window of permessage-deflate, as a power of two: 32 KiB (RFC 7692 §7.1.2). It holds where no parameter limits it. */
export const MAX_WINDOW_BITS = 15;

const MIN_WINDOW_BITS = 8;

/**
 * What an endpoint wishes of permessage-deflate (RFC 7692).
 *
 * `server…` and `client…` name the side that compresses, whichever side sets the option.
 */
export interface DeflateOptions {
  /** Messages with fewer bytes leave uncompressed. 1,024: below it deflating costs more time than the bytes it saves. */
  readonly thresholdBytes?: number | undefined;
  /** zlib's level, −1 to 9. 6, as zlib's own. */
  readonly level?: number | undefined;
  /** zlib's memory level, 1 to 9. 8, as zlib's own: 128 KiB. */
  readonly memLevel?: number | undefined;
  /** Whether the server forgets its window after each message. True: a message then deflates alone, so a shared one deflates once. */
  readonly serverNoContextTakeover?: boolean | undefined;
  /** Whether the client forgets its window after each message. True: a kept window costs up to 64 KiB for each direction. */
  readonly clientNoContextTakeover?: boolean | undefined;
  /** Largest window of the server, 8 to 15 bits. 15: nothing is kept between messages, so a smaller one saves little. */
  readonly serverMaxWindowBits?: number | undefined;
  /** Largest window of the client, 8 to 15 bits. 15, as above. A server with less declines clients that cannot limit theirs. */
  readonly clientMaxWindowBits?: number | undefined;
}

/** Options with every default filled in. */
export type ResolvedDeflateOptions = { readonly [Name in keyof DeflateOptions]-?: NonNullable<DeflateOptions[Name]> };

const DEFAULTS: ResolvedDeflateOptions = {
  thresholdBytes: 1024,
  level: 6,
  memLevel: 8,
  serverNoContextTakeover: true,
  clientNoContextTakeover: true,
  serverMaxWindowBits: MAX_WINDOW_BITS,
  clientMaxWindowBits: MAX_WINDOW_BITS,
};

/**
 * Completes the options with the defaults; `undefined` means that the extension is off.
 *
 * @throws {TypeError | RangeError} when an option has the wrong type or is out of its range.
 */
export function resolveDeflate(given: boolean | DeflateOptions | undefined): ResolvedDeflateOptions | undefined {
  if (given === undefined || given === false) return undefined;
  if (given !== true && (typeof given !== 'object' || given === null)) {
    throw new TypeError(`deflate must be a boolean or an object of options; it is ${String(given)}`);
  }
  const wished = given === true ? {} : given;
  const options: ResolvedDeflateOptions = {
    thresholdBytes: wished.thresholdBytes ?? DEFAULTS.thresholdBytes,
    level: wished.level ?? DEFAULTS.level,
    memLevel: wished.memLevel ?? DEFAULTS.memLevel,
    serverNoContextTakeover: wished.serverNoContextTakeover ?? DEFAULTS.serverNoContextTakeover,
    clientNoContextTakeover: wished.clientNoContextTakeover ?? DEFAULTS.clientNoContextTakeover,
    serverMaxWindowBits: wished.serverMaxWindowBits ?? DEFAULTS.serverMaxWindowBits,
    clientMaxWindowBits: wished.clientMaxWindowBits ?? DEFAULTS.clientMaxWindowBits,
  };
  requireThreshold(options.thresholdBytes);
  requireWhole('level', options.level, -1, 9);
  requireWhole('memLevel', options.memLevel, 1, 9);
  requireBoolean('serverNoContextTakeover', options.serverNoContextTakeover);
  requireBoolean('clientNoContextTakeover', options.clientNoContextTakeover);
  requireWhole('serverMaxWindowBits', options.serverMaxWindowBits, MIN_WINDOW_BITS, MAX_WINDOW_BITS);
  requireWhole('clientMaxWindowBits', options.clientMaxWindowBits, MIN_WINDOW_BITS, MAX_WINDOW_BITS);
  return options;
}

function requireThreshold(bytes: number): void {
  if (bytes === Number.POSITIVE_INFINITY || (Number.isInteger(bytes) && bytes >= 0)) return;
  throw new RangeError(`deflate.thresholdBytes must be a whole number of at least 0, or Infinity; it is ${String(bytes)}`);
}

function requireWhole(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RangeError(`deflate.${name} must be a whole number from ${least} to ${most}; it is ${String(value)}`);
}

function requireBoolean(name: string, value: boolean): void {
  if (typeof value === 'boolean') return;
  throw new TypeError(`deflate.${name} must be a boolean; it is ${String(value)}`);
}
