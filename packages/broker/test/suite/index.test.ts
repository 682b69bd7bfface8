import { brokerSuite } from '../../src/suite/index.ts';
import { openMemory } from '../support/open-memory.ts';

// As a broker's own tests use it. Without a clock and a way to lose the store, what needs them is left out.
brokerSuite('brokerSuite, on a store whose clock cannot be moved', async () => ({
  ...(await openMemory()),
  advance: undefined,
  lose: undefined,
}));
