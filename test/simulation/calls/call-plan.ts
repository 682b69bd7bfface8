import type { Random } from '../kernel/random.ts';

/** What a handler does in the end. `never`: it waits until it is aborted. */
export type PlannedAnswer = 'ok' | 'declared' | 'internal' | 'tooLarge' | 'never';

/** All that will happen in one call, at both of its ends, unless something comes between. */
export interface CallPlan {
  readonly isQuery: boolean;
  /** Items of the caller's stream; `undefined`: it has none. */
  readonly inputItems: number | undefined;
  readonly outputItems: number;
  /** Of the largest items; see {@link itemBytesOf}. */
  readonly itemBytes: number;
  readonly paramsBytes: number;
  /** The params nest deeper than an envelope may: the callee refuses them unread. */
  readonly isCareless: boolean;
  readonly answer: PlannedAnswer;
  /** Time that the handler takes besides its streams, in ms. */
  readonly workMs: number;
  /** Time between two items of a producer, and that a consumer takes for one. */
  readonly produceMs: number;
  readonly consumeMs: number;
  /** Whether the handler answers without having read its input. */
  readonly ignoresInput: boolean;
  readonly timeoutMs: number;
  readonly cancelAfterMs: number;
  /** Time that an aborted handler takes to settle. */
  readonly settleAfterAbortMs: number;
}

/** What the calls of one world are like. */
export interface CallStyle {
  readonly hasStreams: boolean;
  readonly hasMutations: boolean;
  readonly hasDeadlines: boolean;
  readonly hasCancels: boolean;
  readonly hasFailures: boolean;
  readonly hasCareless: boolean;
  /** Mean time of a handler's work, in ms. */
  readonly workMs: number;
  readonly itemBytes: number;
  readonly paramsBytes: number;
  /** More than the other side takes. */
  readonly tooLargeBytes: number;
}

/** Nobody loses patience later than this, in ms; others wait for ever. */
const PATIENCE_MS = 40_000;

/** Draws a call. */
export function drawCallPlan(style: CallStyle, random: Random): CallPlan {
  const isStream = style.hasStreams && random.chance(0.4);
  const answer = drawAnswer(style, random);
  const timeoutMs =
    style.hasDeadlines && random.chance(0.3) ? Math.min(random.around(style.workMs * 4) + 1, PATIENCE_MS) : Number.POSITIVE_INFINITY;
  const mayCancel = answer === 'never' || (style.hasCancels && random.chance(0.15));
  return {
    isQuery: !style.hasMutations || random.chance(0.5),
    inputItems: isStream && random.chance(0.5) ? random.around(15) : undefined,
    outputItems: isStream && random.chance(0.6) ? random.around(25) : 0,
    itemBytes: random.chance(0.2) ? style.itemBytes * 4 : random.between(0, style.itemBytes),
    paramsBytes: style.hasFailures && random.chance(0.01) ? style.tooLargeBytes : random.between(0, style.paramsBytes),
    isCareless: style.hasCareless && random.chance(0.1),
    answer,
    workMs: random.around(style.workMs),
    produceMs: random.chance(0.5) ? 0 : random.around(20),
    consumeMs: random.chance(0.3) ? 0 : random.around(40),
    ignoresInput: random.chance(0.1),
    timeoutMs,
    cancelAfterMs: mayCancel ? Math.min(random.around(style.workMs * 2), PATIENCE_MS) : Number.POSITIVE_INFINITY,
    settleAfterAbortMs: random.chance(0.5) ? 0 : random.around(500),
  };
}

function drawAnswer(style: CallStyle, random: Random): PlannedAnswer {
  if (!style.hasFailures) return 'ok';
  return random.pickWeighted([
    ['ok', 80],
    ['declared', 8],
    ['internal', 4],
    ['tooLarge', 2],
    ['never', 6],
  ]);
}

/** Size of one item of a stream: no two neighbours have the same, so that it matters which of them is returned. */
export function itemBytesOf({ itemBytes }: CallPlan, index: number): number {
  return Math.floor((itemBytes * ((index * 3) % 5)) / 4);
}
