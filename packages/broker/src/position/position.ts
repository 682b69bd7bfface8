/** Where an event stands in a room's log. */
export interface Position {
  /** The lifetime of the log: the identity of the store behind it. Never empty. */
  readonly epoch: string;
  /** The place in the log: 1 is the first event ever, 0 stands before it. */
  readonly offset: number;
}
