import type { Host } from '../kernel/host.ts';
import { expectThat } from '../kernel/violation.ts';

/** Least silence behind a verdict, in ms: what a peer has to answer a ping (protocol §8). */
const TIMEOUT_MS = 10_000;
/** Latest that a timer may be whose verdict counts, in ms. */
const PUNCTUAL_WITHIN_MS = 1_000;

/** A host declares its peer dead: sees that it has heard nothing, and has not slept over the answer (protocol §8). */
export function expectDead(host: Host, heardAt: number, deadline: number): void {
  const silentMs = host.now - heardAt;
  const lateMs = host.now - deadline;
  const isJust = silentMs >= TIMEOUT_MS && lateMs <= PUNCTUAL_WITHIN_MS;
  expectThat(isJust, 'a peer is declared dead only after silence, never by a late timer', () => {
    return `${host.name}: silent for ${silentMs} ms, the timer is ${lateMs} ms late`;
  });
}
