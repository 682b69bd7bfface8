export * from './broker/broker.ts';
export { type LatestValue, MAX_LATEST_BYTES, MAX_LATEST_VALUES } from './log/latest-values.ts';
export type { PublishKey } from './log/publish-keys.ts';
export { DEFAULT_RETENTION, type Retention } from './log/retention.ts';
export type { LoggedEvent, ReadLimit } from './log/room-log.ts';
export { MemoryBroker, type MemoryBrokerOptions } from './memory/memory-broker.ts';
export type { Position } from './position/position.ts';
