export type { CallGiven, Handler, Handlers } from './calls/call-given.ts';
export { authenticationRefusal } from './hub/authentication.ts';
export { type Disconnection, Hub, type HubOptions, type LoneRequest } from './hub/hub.ts';
export type { PlainGreeting } from './hub/plain-connection.ts';
export type { Greeting } from './hub/session-connection.ts';
export type { Log } from './link/log.ts';
export type { Platform } from './link/platform.ts';
export { type LinkReceiver, type ServerLink, SharedMessage } from './link/server-link.ts';
export type { Authenticate, Context, Identity } from './peer/identity.ts';
export { DEFAULT_HUB_LIMITS, type HubLimits, type Rate, resolveHubLimits } from './peer/limits.ts';
export type { CallArguments, Called, Peer } from './peer/peer.ts';
export {
  at,
  type ClientEvent,
  type RoomHandle,
  type RoomOf,
  type RoomParams,
  SnapshotAt,
  type TopicAction,
  type TopicHandler,
} from './rooms/topic-handler.ts';
