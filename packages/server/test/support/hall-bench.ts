import { VirtualPlatform } from '@trunkline/test-kit/virtual-platform';
import type { HubLimits } from '../../src/peer/limits.ts';
import type { Peer } from '../../src/peer/peer.ts';
import type { SnapshotAt, TopicAction } from '../../src/rooms/topic-handler.ts';
import { FlakyBroker } from './flaky-broker.ts';
import { hall } from './hall.ts';
import type { TestClient, TestClientOptions } from './test-client.ts';
import { memoryBroker, type TestContext, TestHub } from './test-hub.ts';

/** What the board is, or was at a position. */
export type BoardState = { readonly lines: number } | SnapshotAt<{ readonly lines: number }>;

export interface HallBenchOptions {
  readonly limits?: Partial<HubLimits>;
  /** Of another server, with which this one shares time and store. */
  readonly beside?: HallBench;
}

/** A server with the hall and a broker between it and its store that a test can make fail. What the application does is the test's to change. */
export class HallBench {
  readonly platform: VirtualPlatform;
  readonly test: TestHub;
  readonly broker: FlakyBroker;
  /** Of every topic. */
  authorize: (action: TopicAction, peer: Peer<TestContext>) => boolean | Promise<boolean> = () => true;
  /** Of the board. */
  board: () => BoardState | Promise<BoardState> = () => ({ lines: 0 });
  /** Of the gauge. */
  gauge: () => unknown = () => 'empty';
  /** How often either was asked for. */
  snapshots = 0;
  /** Of the feed: what is published instead, or `undefined`: the same. */
  onPost: (text: string, key: string | undefined) => string | Promise<string> = (text) => text;

  constructor({ limits, beside }: HallBenchOptions = {}) {
    this.platform = beside?.platform ?? new VirtualPlatform();
    const store = beside?.test.broker ?? memoryBroker(this.platform);
    this.broker = new FlakyBroker(store);
    this.test = new TestHub(hall, {
      platform: this.platform,
      broker: store,
      between: () => this.broker,
      ...(limits === undefined ? {} : { limits }),
    });
    const { topics } = hall;
    const authorize = (_: unknown, peer: Peer<TestContext>, action: TopicAction) => this.authorize(action, peer);
    this.test.hub.topic(topics.feed, {
      authorize,
      onPublish: async (_, { data, key }) => ({ text: await this.onPost(data.text, key) }),
    });
    this.test.hub.topic(topics.mixed, { authorize });
    this.test.hub.topic(topics.lobby, { authorize });
    this.test.hub.topic(topics.board, { authorize, snapshot: () => this.#counted(this.board) });
    this.test.hub.topic(topics.gauge, { authorize, snapshot: () => this.#counted(this.gauge) });
  }

  #counted<T>(take: () => T): T {
    this.snapshots += 1;
    return take();
  }

  /** A client that is connected. */
  client(options: TestClientOptions = {}): TestClient {
    return this.test.client(options).connect();
  }

  /** Publishes texts to a feed, one after another. */
  async post(name: string, texts: readonly string[]): Promise<void> {
    const room = this.test.hub.room(hall.topics.feed, { name });
    for (const text of texts) await room.publish('post', { text });
  }
}
