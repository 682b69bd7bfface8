import { FeatureCounts } from './feature-counts.ts';
import { Random } from './random.ts';
import type { Stage } from './stage.ts';
import { Trace } from './trace.ts';
import { Turn } from './turn.ts';
import { VirtualTime } from './virtual-time.ts';

/** A stage on which nothing has happened, for one part of a world by itself. */
export function testStage(name: string): Stage {
  return { time: new VirtualTime(), trace: new Trace(false), features: new FeatureCounts(), turn: new Turn(), random: new Random(name) };
}
