/**
 * The event with which a {@link WebSocket} tells that its connection failed.
 *
 * The standard's has no members, so that a page learns nothing about the network it is in; a program on Node.js may know.
 */
export class ErrorEvent extends Event {
  /** Why: a `HandshakeError`, a `ProtocolError`, an error of the socket. */
  readonly error: Error;

  constructor(type: string, { error }: { readonly error: Error }) {
    super(type);
    this.error = error;
  }

  get message(): string {
    return this.error.message;
  }
}
