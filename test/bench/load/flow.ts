/** A load that can be switched on and off. */
export interface Flow {
  start(): void;
  /** Sends nothing new, and resolves with the number of messages since the start when the last one has arrived. */
  stop(): Promise<number>;
}
