import type { Client } from '@trunkline/client';
import type { Ticker } from '../../contract.ts';

/** How often the latency is measured, in ms. */
const PERIOD_MS = 2_000;

/** Measures the round trip of a call that does nothing, again and again, while there is a connection. `undefined`: it is not known now. */
export async function watchLatency(client: Client<Ticker>, tell: (latencyMs: number | undefined) => void): Promise<void> {
  while (client.status !== 'closed') {
    const begin = performance.now();
    const outcome = client.status === 'live' ? await client.safe.ping(undefined, { timeoutMs: PERIOD_MS }) : undefined;
    tell(outcome?.ok === true ? performance.now() - begin : undefined);
    await new Promise((resolve) => setTimeout(resolve, PERIOD_MS));
  }
}
