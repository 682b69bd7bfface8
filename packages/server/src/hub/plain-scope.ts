import type { CallSlots } from '../calls/call-slots.ts';
import type { SlotScope } from '../calls/plain-calls.ts';
import type { Log } from '../link/log.ts';
import type { Identity } from '../peer/identity.ts';
import { TokenBucket } from '../peer/token-bucket.ts';
import type { HubParts } from './hub-parts.ts';

/** What the calls of one plain connection, or of one `POST`, are run with. */
export function plainScope<Ctx>(
  { platform, limits, isChecking }: HubParts<Ctx>,
  { identity, log, slots }: { readonly identity: Identity<Ctx>; readonly log: Log; readonly slots: CallSlots },
): SlotScope<Ctx> {
  const rate = new TokenBucket(limits.calls, platform.now());
  return { platform, log, isChecking, slots, context: identity.context, peer: undefined, takeCall: () => rate.take(platform.now()) };
}
