import { getEventListeners } from 'node:events';
import type { CallPlan } from '../../src/callers/call-plan.ts';
import type { CallRequest } from '../../src/session/outgoing-call.ts';
import { LinkedPair, type LinkedPairOptions } from './linked-pair.ts';

/** What a plan of a test says otherwise. */
export interface PlanChanges extends Partial<Omit<CallPlan, 'request'>> {
  readonly request?: Partial<CallRequest>;
}

/** A plan for a call of a pair's client: a mutation that changes no value, unless a test says otherwise. */
export function planFor(pair: LinkedPair, { request, ...changes }: PlanChanges = {}): CallPlan {
  return {
    request: () => ({
      method: 'm',
      params: undefined,
      trace: undefined,
      isQuery: false,
      hasInput: changes.input !== undefined,
      deadline: Number.POSITIVE_INFINITY,
      ...request,
    }),
    begin: (call) => pair.client.call(call, pair.now),
    writeItem: (item) => item,
    readItem: (item) => item,
    readResult: (value) => value,
    ...changes,
  };
}

/** A pair whose two ends are live, and what the client has sent since. */
export function livePair(options: LinkedPairOptions = {}) {
  const pair = new LinkedPair(options);
  const cable = pair.live();
  return { pair, cable, sent: () => pair.envelopes(cable, 'client').slice(1) };
}

/** The call that came in at the server last. */
export function lastCall(pair: LinkedPair) {
  pair.pump();
  const call = pair.atServer.at(-1);
  if (call === undefined) throw new Error('no call came in');
  return call;
}

/** A source of these items that writes down when it is let go. */
export async function* itemsOf(log: unknown[], ...items: unknown[]) {
  try {
    for (const item of items) yield await item;
  } finally {
    log.push('tidied');
  }
}

/** A source that writes down what is done with it; it has no items. */
export function recordedSource(log: unknown[]): Iterable<unknown> {
  return {
    [Symbol.iterator]: () => ({
      next: () => ({ done: true, value: log.push('asked') }),
      return: () => ({ done: true, value: log.push('let go') }),
    }),
  };
}

/** A signal, how to abort it, and how many listen to it. */
export interface WatchedSignal {
  readonly controller: AbortController;
  readonly signal: AbortSignal;
  listeners(): number;
}

export function watchedSignal(): WatchedSignal {
  const controller = new AbortController();
  const { signal } = controller;
  return { controller, signal, listeners: () => getEventListeners(signal, 'abort').length };
}
