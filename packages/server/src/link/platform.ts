/** What a server needs of the world. Everything that decides gets the time from here, so that whole clusters run under virtual time. */
export interface Platform {
  /** The time in ms; never goes back. */
  now(): number;
  /** Runs something at the end of this turn, behind all that the turn still does by itself. */
  atEndOfTurn(run: () => void): void;
  /** Runs something once, after so many ms, unless the answer is called before. It keeps no process alive. */
  after(delayMs: number, run: () => void): () => void;
  /** 128 random bits as text, fit for a secret. */
  randomId(): string;
  /** A cryptographic hash of a text. */
  digest(text: string): string;
}
