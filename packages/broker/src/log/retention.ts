/** How much of a room's log is kept: what exceeds any of these goes, oldest first. */
export interface Retention {
  readonly count: number;
  /** Of the payloads. */
  readonly bytes: number;
  readonly ageMs: number;
}

/** 1,000 events, 1 MiB, 10 min (protocol §5): a tunnel or a reload, not an archive. */
export const DEFAULT_RETENTION: Retention = { count: 1_000, bytes: 1 << 20, ageMs: 600_000 };
