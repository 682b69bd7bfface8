export type { Closure } from '../connection/connection-shell.ts';
export type { KeepaliveOptions } from '../connection/keepalive.ts';
export { MessageStream } from '../connection/message-stream.ts';
export type { Message, SendOptions } from '../connection/outbound.ts';
export type { DeflateOptions } from '../handshake/deflate-options.ts';
export type { Header } from '../handshake/header-values.ts';
export type { Refusal } from '../handshake/http-response.ts';
export type { RequestHeaders } from '../handshake/request-headers.ts';
export type { SubprotocolChoice } from '../handshake/subprotocol.ts';
export type { RequestHead } from '../handshake/upgrade-request.ts';
export { SharedMessage } from '../messages/shared-message.ts';
export { type Close, CloseCode } from '../vocabulary/close-code.ts';
export {
  ConnectionClosedError,
  HandshakeError,
  type HandshakeProblem,
  InvalidStateError,
  ProtocolError,
  type ProtocolViolation,
  VIOLATION_CLOSE_CODES,
} from '../vocabulary/errors.ts';
export { DEFAULT_LIMITS, type Limits } from '../vocabulary/limits.ts';
export type { Role } from '../vocabulary/role.ts';
export { accept } from './accept.ts';
export type { AcceptOptions } from './accept-options.ts';
export { CloseEvent, type CloseEventInit } from './close-event.ts';
export { connect } from './connect.ts';
export type { ConnectOptions } from './connect-options.ts';
export { ErrorEvent } from './error-event.ts';
export { createNegotiator, type Negotiation, type Negotiator, negotiate } from './negotiate.ts';
export { type ConnectionHandler, createServer, Server, type ServerCloseOptions, type ServerOptions } from './server.ts';
export { shared } from './shared.ts';
export { Socket } from './socket.ts';
export type { SocketOptions } from './socket-options.ts';
export { type BinaryType, WebSocket, type WebSocketEvents, type WebSocketOptions } from './web-socket.ts';
