import type { EphemeralPublication, LatestPublication, LogPublication } from '../broker/broker.ts';
import type { PublishKey } from '../log/publish-keys.ts';
import { DEFAULT_RETENTION, type Retention } from '../log/retention.ts';

/** A payload that says a text: the letters as bytes. */
export function payload(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

export function logged(
  text: string,
  options: { readonly retention?: Partial<Retention>; readonly once?: PublishKey } = {},
): LogPublication {
  return { delivery: 'log', payload: payload(text), retention: { ...DEFAULT_RETENTION, ...options.retention }, once: options.once };
}

export function latest(
  slot: string,
  text: string,
  options: { readonly ageMs?: number; readonly once?: PublishKey } = {},
): LatestPublication {
  return { delivery: 'latest', slot, payload: payload(text), ageMs: options.ageMs ?? 86_400_000, once: options.once };
}

export function ephemeral(text: string): EphemeralPublication {
  return { delivery: 'ephemeral', payload: payload(text) };
}
