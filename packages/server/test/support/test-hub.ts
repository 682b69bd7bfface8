import { type Broker, MemoryBroker } from '@trunkline/broker';
import type { AnyContract } from '@trunkline/protocol';
import type { Codec } from '@trunkline/protocol/wire';
import { VirtualPlatform } from '@trunkline/test-kit/virtual-platform';
import { Hub } from '../../src/hub/hub.ts';
import type { LinkReceiver, ServerLink } from '../../src/link/server-link.ts';
import type { Authenticate } from '../../src/peer/identity.ts';
import type { HubLimits } from '../../src/peer/limits.ts';
import { RecordedLog } from './recorded-log.ts';
import { TestClient, type TestClientOptions } from './test-client.ts';

/** What tests know of whoever calls. */
export interface TestContext {
  readonly user: string;
}

export interface TestHubOptions {
  readonly limits?: Partial<HubLimits>;
  readonly platform?: VirtualPlatform;
  /** Shared by several hubs, as servers share a store. */
  readonly broker?: MemoryBroker;
  /** What stands between the hub and its store. */
  readonly between?: (broker: MemoryBroker) => Broker;
  readonly authenticate?: Authenticate<TestContext>;
}

/** A broker in memory under virtual time. */
export function memoryBroker(platform: VirtualPlatform, epoch = 'epoch'): MemoryBroker {
  return new MemoryBroker({
    now: () => platform.now(),
    every(ms, run) {
      let stop = () => {};
      const again = () => {
        stop = platform.after(ms, () => {
          // First, so that it can be stopped by what runs.
          again();
          run();
        });
      };
      again();
      return () => stop();
    },
    epoch,
  });
}

/** Whoever says a name is that. */
const byName: Authenticate<TestContext> = (auth) => {
  const user = typeof auth === 'string' ? auth : 'nobody';
  return { context: { user }, principal: typeof auth === 'string' ? auth : null };
};

/** A hub under virtual time, with a memory broker and a log that is kept. */
export class TestHub {
  readonly platform: VirtualPlatform;
  readonly broker: MemoryBroker;
  readonly log = new RecordedLog();
  readonly hub: Hub<TestContext>;
  authenticate: Authenticate<TestContext>;

  constructor(contract: AnyContract, options: TestHubOptions = {}) {
    this.platform = options.platform ?? new VirtualPlatform();
    this.broker = options.broker ?? memoryBroker(this.platform);
    this.authenticate = options.authenticate ?? byName;
    const broker = options.between?.(this.broker) ?? this.broker;
    this.hub = new Hub<TestContext>({ contract, platform: this.platform, broker, log: this.log, limits: options.limits });
  }

  accept(link: ServerLink, codec: Codec): LinkReceiver {
    return this.hub.accept({ link, codec, address: 'test', log: this.log, authenticate: (auth) => this.authenticate(auth) });
  }

  client(options: TestClientOptions = {}): TestClient {
    return new TestClient(this, options);
  }
}
