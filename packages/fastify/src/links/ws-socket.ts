/** A WebSocket of the library `ws`, as `@fastify/websocket` gives it; as much of it as is used. */
export interface WsSocket {
  readonly protocol: string;
  readonly bufferedAmount: number;
  readonly readyState: number;
  send(message: string | Uint8Array, options: { readonly compress: boolean }, whenWritten: (error?: Error | null) => void): void;
  close(code: number, reason: string): void;
  terminate(): void;
  pause(): void;
  resume(): void;
  ping(): void;
  on(event: 'message', listener: (message: Uint8Array | ArrayBuffer | Uint8Array[], isBinary: boolean) => void): unknown;
  on(event: 'ping' | 'pong', listener: () => void): unknown;
  on(event: 'close', listener: (code: number, reason: Uint8Array) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}
