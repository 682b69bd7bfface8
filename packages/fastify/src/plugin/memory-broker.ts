import { MemoryBroker } from '@trunkline/broker';
import { nodePlatform } from '../links/node-platform.ts';

/**
 * Makes a broker for one process: nothing survives it, and nothing leaves it.
 *
 * @throws {RangeError} when `maxBytes`, the memory of all rooms together, is not a positive number; 256 MiB where it is left out.
 */
export function memoryBroker({ maxBytes }: { readonly maxBytes?: number | undefined } = {}): MemoryBroker {
  return new MemoryBroker({
    now: () => nodePlatform.now(),
    every(ms, run) {
      const timer = setInterval(run, ms).unref();
      return () => clearInterval(timer);
    },
    epoch: nodePlatform.randomId(),
    maxBytes,
  });
}
