import { compiledChecks } from '@trunkline/protocol';
import { VirtualPlatform } from '@trunkline/test-kit/virtual-platform';
import { rpcErrorOf } from '../../src/calls/rpc-error-of.ts';
import { resolveHubLimits } from '../../src/peer/limits.ts';
import type { RoomWorld } from '../../src/rooms/room-world.ts';
import { type TopicCallbacks, type TopicEntry, topicEntry } from '../../src/rooms/topic-entry.ts';
import { FlakyBroker } from './flaky-broker.ts';
import { hall } from './hall.ts';
import { RecordedLog } from './recorded-log.ts';
import { memoryBroker } from './test-hub.ts';

/** What rooms have in common, as a test looks into it. */
export type TestWorld = RoomWorld & { readonly platform: VirtualPlatform; readonly broker: FlakyBroker; readonly log: RecordedLog };

/** A world of rooms with a broker in memory that can be made to fail. */
export function roomWorld(changes: Partial<RoomWorld> = {}): TestWorld {
  const platform = new VirtualPlatform();
  const log = new RecordedLog();
  return {
    limits: resolveHubLimits(),
    incarnation: 'here',
    isChecking: true,
    toRpcError: (thrown, fields) => rpcErrorOf(thrown, fields, { log, platform }),
    ...changes,
    platform,
    log,
    broker: new FlakyBroker(memoryBroker(platform)),
  };
}

/** A topic of the hall, served as given. */
export function hallEntry(name: keyof typeof hall.topics, callbacks: Partial<TopicCallbacks> = {}): TopicEntry {
  return topicEntry(hall.topics[name], compiledChecks, {
    authorize: undefined,
    takeSnapshot: undefined,
    onPublish: undefined,
    ...callbacks,
  });
}
