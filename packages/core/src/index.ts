export { SlabPool } from './bytes/slab-pool.ts';
export type { TextCodec } from './bytes/text-codec.ts';
export { Connection } from './connection/connection.ts';
export type { Closure, ConnectionDeflate, ConnectionOptions, ConnectionPlatform, ConnectionShell } from './connection/connection-shell.ts';
export type { FramePlatform } from './connection/frame-writer.ts';
export { DEFAULT_KEEPALIVE, type KeepaliveOptions } from './connection/keepalive.ts';
export { MessageStream } from './connection/message-stream.ts';
export type { Message, SendOptions } from './connection/outbound.ts';
export { type ChunkWriter, SendQueue } from './connection/send-queue.ts';
export type { Sha1Base64 } from './handshake/accept-key.ts';
export { type DeflateOptions, type ResolvedDeflateOptions, resolveDeflate } from './handshake/deflate-options.ts';
export type { DeflateParameters } from './handshake/deflate-parameters.ts';
export type { Header } from './handshake/header-values.ts';
export { formatRefusal, formatSwitchingProtocols, type Refusal } from './handshake/http-response.ts';
export type { SubprotocolChoice } from './handshake/subprotocol.ts';
export { judgeUpgradeRequest, type RequestHead, type ServerTerms, type UpgradeVerdict } from './handshake/upgrade-request.ts';
export {
  type Agreement,
  type ClientTerms,
  judgeUpgradeResponse,
  type ResponseHead,
  upgradeRequestHeaders,
} from './handshake/upgrade-response.ts';
export type { Deflater, Inflater, PiecewiseInflater } from './messages/compression.ts';
export { SharedMessage } from './messages/shared-message.ts';
export { type Close, CloseCode, isWireCloseCode, MAX_CLOSE_REASON_BYTES } from './vocabulary/close-code.ts';
export {
  ConnectionClosedError,
  HandshakeError,
  type HandshakeProblem,
  InvalidStateError,
  ProtocolError,
  type ProtocolViolation,
  VIOLATION_CLOSE_CODES,
} from './vocabulary/errors.ts';
export { DEFAULT_LIMITS, type Limits, resolveLimits } from './vocabulary/limits.ts';
export type { Role } from './vocabulary/role.ts';
