/** What a {@link CloseEvent} is made of; each member defaults to that of a connection that was never there. */
export interface CloseEventInit {
  readonly wasClean?: boolean | undefined;
  readonly code?: number | undefined;
  readonly reason?: string | undefined;
}

/** The event that a {@link WebSocket} ends with (WHATWG WebSockets §6). Our own, because Node 20 has none. */
export class CloseEvent extends Event {
  /** Whether both close frames were exchanged (RFC 6455 §7.1.4). */
  readonly wasClean: boolean;
  /** The peer's close code; 1005 where its close frame had none, 1006 where no close frame came (RFC 6455 §7.1.5). */
  readonly code: number;
  readonly reason: string;

  constructor(type: string, { wasClean = false, code = 0, reason = '' }: CloseEventInit = {}) {
    super(type);
    this.wasClean = wasClean;
    this.code = code;
    this.reason = reason;
  }
}
