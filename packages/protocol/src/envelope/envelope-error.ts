/** Every way a peer can break the subprotocol, as a stable code for logs and tests. All of them close 4500. */
export type EnvelopeProblem =
  /** A text where MessagePack is spoken, or bytes where JSON is. */
  | 'wrong-message-type'
  /** The message cannot be parsed. */
  | 'unreadable'
  /** It is no envelope, or its kind cannot be told. */
  | 'unknown-kind'
  /** A member of the envelope has the wrong type or is missing. */
  | 'bad-member'
  /** The content nests too deep, or holds what is not plain data. */
  | 'bad-content'
  /** An id that is not a safe integer, is 0, has the other side's sign or parity, or does not rise. */
  | 'bad-id'
  /** An answer to a call or control request that was never made. */
  | 'unknown-call'
  /** More items than granted, or more bytes of them. */
  | 'credit-exceeded'
  /** Credit for more items than are out. */
  | 'credit-unowed'
  /** An acknowledgement of what was never sent, or less than one before. */
  | 'bad-ack'
  /** The first envelope is no hello, or the hello is not well-formed. */
  | 'no-hello'
  /** More bytes before the hello was accepted than a stranger may send. */
  | 'too-much-before-hello'
  /** An item behind the end of its stream. */
  | 'item-after-end'
  /** A kind that only the other role may send. */
  | 'wrong-role';

/**
 * The peer broke the subprotocol.
 *
 * Thrown by codecs and machines only; the connection that receives it closes 4500 and reports it, so user code never needs
 * a `catch` for what a stranger sent.
 */
export class EnvelopeError extends Error {
  override readonly name = 'EnvelopeError';
  readonly problem: EnvelopeProblem;

  constructor(problem: EnvelopeProblem, options?: ErrorOptions) {
    super(`peer sent a bad envelope: ${problem}`, options);
    this.problem = problem;
  }
}
