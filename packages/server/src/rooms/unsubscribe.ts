import type { Subscription } from '@trunkline/broker';
import { brokerRetryMs } from './broker-retry.ts';
import type { RoomWorld } from './room-world.ts';

/** Closes a subscription, however often the broker fails to: one that is never closed would be handed all that is published. */
export function unsubscribe(subscription: Subscription, world: RoomWorld, fields: object, failures = 0): void {
  subscription.close().catch((err: unknown) => {
    world.log.warn({ err, ...fields }, 'a subscription to a room could not be closed; that is tried again');
    world.platform.after(brokerRetryMs(failures), () => unsubscribe(subscription, world, fields, failures + 1));
  });
}
