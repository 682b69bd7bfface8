export type { Log } from './link/log.ts';
export type { Platform } from './link/platform.ts';
export { type LinkReceiver, type ServerLink, SharedMessage } from './link/server-link.ts';
export type { Authenticate, Context, Identity } from './peer/identity.ts';
export { DEFAULT_HUB_LIMITS, type HubLimits, type Rate } from './peer/limits.ts';
