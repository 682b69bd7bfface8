/** A place in a room's log (protocol §5). */
export interface Position {
  /** The identity of the store behind the log. Empty: the server cannot tell, or the topic has no log. */
  readonly epoch: string;
  /** The offset of the last event before this place; 0: the log's begin. */
  readonly offset: number;
}

/** The position of whoever has seen nothing, and of every room without a log. */
export const NOWHERE: Position = { epoch: '', offset: 0 };

/** Tells whether a position is {@link NOWHERE}: nothing can be missing between two of them. */
export function isNowhere({ epoch, offset }: Position): boolean {
  return epoch === '' && offset === 0;
}

export function isSamePosition(one: Position, other: Position): boolean {
  return one.epoch === other.epoch && one.offset === other.offset;
}
