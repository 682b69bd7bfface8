import type { ConnectionDeflate, ConnectionOptions } from '../connection/connection-shell.ts';
import { DEFAULT_KEEPALIVE, type KeepaliveOptions } from '../connection/keepalive.ts';
import { type DeflateOptions, type ResolvedDeflateOptions, resolveDeflate } from '../handshake/deflate-options.ts';
import type { DeflateParameters } from '../handshake/deflate-parameters.ts';
import { type Limits, resolveLimits } from '../vocabulary/limits.ts';
import type { Role } from '../vocabulary/role.ts';
import { nodePlatform } from './node-platform.ts';
import { zlibDeflater } from './zlib-deflater.ts';
import { zlibInflater } from './zlib-inflater.ts';

/** What a connection may be told, on both sides. */
export interface SocketOptions {
  /** Bounds of memory and time; each has a default (see {@link Limits}). */
  readonly limits?: Partial<Limits> | undefined;
  /** permessage-deflate (RFC 7692). Default false: it costs more time than most messages are worth. */
  readonly deflate?: boolean | DeflateOptions | undefined;
  /** When a silent peer is asked for a sign of life, and given up. Default 25 s and 10 s more; false for never. */
  readonly keepalive?: KeepaliveOptions | false | undefined;
  /** Longer outbound messages leave in fragments of this many bytes. Default `Infinity`: one frame for each message. */
  readonly fragmentBytes?: number | undefined;
}

/** Socket options with every default filled in, shared by all connections of one server. */
export interface ResolvedSocketOptions {
  readonly limits: Limits;
  readonly deflate: ResolvedDeflateOptions | undefined;
  readonly keepalive: KeepaliveOptions | undefined;
  readonly fragmentBytes: number;
  /** The options of connections without compression, for both roles: all those of one server share them. */
  readonly uncompressed: Readonly<Record<Role, ConnectionOptions>>;
}

/**
 * Completes options with the defaults.
 *
 * @throws {TypeError | RangeError} when one has the wrong type or is out of its range.
 */
export function resolveSocketOptions(given: SocketOptions): ResolvedSocketOptions {
  const { keepalive = DEFAULT_KEEPALIVE, fragmentBytes = Number.POSITIVE_INFINITY } = given;
  if (fragmentBytes !== Number.POSITIVE_INFINITY && !(Number.isInteger(fragmentBytes) && fragmentBytes >= 1)) {
    throw new RangeError(`fragmentBytes must be a whole number of at least 1, or Infinity; it is ${fragmentBytes}`);
  }
  if (keepalive !== false) requirePositive(keepalive);
  const shared = {
    limits: resolveLimits(given.limits),
    keepalive: keepalive === false ? undefined : keepalive,
    fragmentBytes,
  };
  const uncompressed = { ...shared, deflate: undefined, platform: nodePlatform };
  return {
    ...shared,
    deflate: resolveDeflate(given.deflate),
    uncompressed: { client: { ...uncompressed, role: 'client' }, server: { ...uncompressed, role: 'server' } },
  };
}

function requirePositive(keepalive: KeepaliveOptions): void {
  for (const name of ['intervalMs', 'timeoutMs'] as const) {
    if (!(keepalive[name] > 0)) throw new RangeError(`keepalive.${name} must be more than 0 ms; it is ${keepalive[name]}`);
  }
}

/** The options of one connection, as its handshake left them. */
export function connectionOptions(role: Role, options: ResolvedSocketOptions, agreed: DeflateParameters | undefined): ConnectionOptions {
  const { deflate, uncompressed } = options;
  if (agreed === undefined || deflate === undefined) return uncompressed[role];
  return { ...uncompressed[role], deflate: connectionDeflate(role, deflate, agreed) };
}

function connectionDeflate(role: Role, deflate: ResolvedDeflateOptions, agreed: DeflateParameters): ConnectionDeflate {
  const server = { bits: agreed.serverMaxWindowBits, isForgotten: agreed.serverNoContextTakeover };
  const client = { bits: agreed.clientMaxWindowBits, isForgotten: agreed.clientNoContextTakeover };
  const [ours, theirs] = role === 'server' ? [server, client] : [client, server];
  return {
    deflater: zlibDeflater(deflate, ours.bits),
    inflater: zlibInflater,
    thresholdBytes: deflate.thresholdBytes,
    outboundWindowBits: ours.isForgotten ? undefined : ours.bits,
    inboundWindowBits: theirs.isForgotten ? undefined : theirs.bits,
  };
}
