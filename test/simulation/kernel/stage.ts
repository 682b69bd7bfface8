import type { FeatureCounts } from './feature-counts.ts';
import type { Random } from './random.ts';
import type { Trace } from './trace.ts';
import type { Turn } from './turn.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What everything in one world shares. */
export interface Stage {
  readonly time: VirtualTime;
  readonly trace: Trace;
  readonly features: FeatureCounts;
  readonly turn: Turn;
  /** To be forked by purpose, never drawn from. */
  readonly random: Random;
}
