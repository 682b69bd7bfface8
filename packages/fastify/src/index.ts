export type { Broker } from '@trunkline/broker';
export { isError, RpcError, type SystemErrorName } from '@trunkline/protocol';
export { systemError } from '@trunkline/protocol/wire';
export {
  at,
  type CallGiven,
  type ClientEvent,
  type Context,
  DEFAULT_HUB_LIMITS,
  type Disconnection,
  type Handler,
  type Handlers,
  type HubLimits,
  type Log,
  type Peer,
  type Rate,
  type RoomHandle,
  type RoomOf,
  type RoomParams,
  SnapshotAt,
  type TopicAction,
  type TopicHandler,
} from '@trunkline/server';
export type { WsSocket } from './links/ws-socket.ts';
export type { InjectClientOptions } from './plugin/inject-client.ts';
export { memoryBroker } from './plugin/memory-broker.ts';
export type { AuthenticationGiven, TrunklineOptions } from './plugin/options.ts';
export { trunkline, trunkline as default } from './plugin/plugin.ts';
export type { InjectOptions, Rpc } from './plugin/rpc.ts';
