import type { ListedEvent, RoomDelivery } from '@trunkline/protocol/wire';

/** What an application is delivered: an event by its name, a snapshot or a gap. */
export interface Delivery {
  readonly kind: string;
  readonly data?: unknown;
  /** Of logged events, snapshots and gaps. */
  readonly offset?: number;
  readonly publisher?: string;
  readonly reason?: string;
}

/** The form in which an application gets what a membership delivers. `event` is what the server told of the event, if it is one. */
export function deliveryOf(delivery: RoomDelivery, event: ListedEvent | undefined): Delivery {
  switch (delivery.kind) {
    case 'snapshot':
      return { kind: 'snapshot', data: delivery.data, offset: delivery.offset };
    case 'gap':
      return { kind: 'gap', reason: delivery.reason, offset: delivery.offset };
    case 'event': {
      const { name, data, offset, publisher } = delivery;
      const kind = event?.name ?? String(name);
      return { kind, data, ...(offset > 0 && { offset }), ...(publisher !== undefined && { publisher }) };
    }
  }
}

/** Which value a delivery is the newest of, so that a consumer who is behind gets the newest only; `undefined` for all but `latest` events. */
export function slotOf(delivery: RoomDelivery, event: ListedEvent | undefined): string | undefined {
  if (delivery.kind !== 'event' || event?.delivery !== 'latest') return undefined;
  const { name, key } = event;
  const { data } = delivery;
  return key !== undefined && typeof data === 'object' && data !== null ? JSON.stringify([name, Reflect.get(data, key)]) : name;
}
