import { invalidParams, systemError } from '@trunkline/protocol/wire';
import { outgoing } from '../peer/outgoing.ts';
import { refusalOf } from './authorization.ts';
import type { PublishParams } from './control-params.ts';
import { publicationOf } from './publication.ts';
import type { Room } from './room.ts';
import type { RoomConnection } from './room-connection.ts';
import type { RoomWorld } from './room-world.ts';
import type { EventEntry } from './topic-entry.ts';
import { orUnavailable } from './unavailable.ts';
import { given, received } from './validated.ts';

/**
 * Publishes for a client: authorized, seen by the application, then appended, as one step of its line (protocol §5.5).
 *
 * Rejects with the `RpcError` that the client is told.
 */
export function publish(params: PublishParams, connection: RoomConnection, world: RoomWorld): Promise<{ readonly offset: number }> {
  const membership = connection.memberships.get(params.room);
  if (membership === undefined) throw systemError('NotJoined', 'the room is not joined');
  const { room } = membership;
  const event = room.entry.events.get(params.event);
  if (event === undefined)
    throw invalidParams(`${room.entry.name}: the event is`, [{ path: '/event', message: 'must be an event of the topic' }]);
  if (!event.isPublishable) throw systemError('Forbidden', `clients may not publish ${event.name}`);
  const { kept } = connection.memberships;
  kept.takePublish();
  // Of the peer as it is now: credentials that change while it waits in line are those of the next publish.
  const { principal } = connection.peer;
  return kept.inLine(room.name, () => publishNow(room, event, params, { connection, world, principal }));
}

async function publishNow(
  room: Room,
  event: EventEntry,
  { data, key }: PublishParams,
  { connection, world, principal }: { readonly connection: RoomConnection; readonly world: RoomWorld; readonly principal: string | null },
): Promise<{ readonly offset: number }> {
  const { peer } = connection;
  const { entry, params } = room;
  const refusal = await refusalOf(world, entry, params, peer, 'publish');
  if (refusal !== undefined) throw refusal;
  try {
    const content = { name: event.name, data: await payloadOf(room, event, { data, key }, connection, world), publisher: peer.id };
    const once = key === undefined ? undefined : { principal: clientScope(principal), key };
    const publication = publicationOf(entry, event, content, { once, messageBytes: world.limits.messageBytes });
    return await orUnavailable(world, world.broker.publish(room.name, publication), { topic: entry.name, event: event.name });
  } catch (error) {
    throw world.toRpcError(error, { topic: entry.name, event: event.name, peer: peer.id }, peer.log);
  }
}

/** What is published: what the client wrote, or what the application makes of it. */
async function payloadOf(
  { entry, params }: Room,
  { name, validator, forward }: EventEntry,
  { data, key }: { readonly data: unknown; readonly key: string | undefined },
  { peer }: RoomConnection,
  { isChecking }: RoomWorld,
): Promise<unknown> {
  if (entry.onPublish === undefined) return received(forward(data), `${entry.name} ${name}: the data are`);
  const read = await received(validator.receive(data), `${entry.name} ${name}: the data are`);
  const answer = await entry.onPublish(params, { name, data: read, key }, peer);
  return given(outgoing(validator, answer, isChecking), `what onPublish answers for ${name}`);
}

/** Whose keys they are, for the broker. No client has the scope of {@link SERVER_SCOPE}, whatever it is called. */
function clientScope(principal: string | null): string | null {
  return principal === null ? null : `client ${principal}`;
}

/** The scope of the keys that the server's own code gives. */
export const SERVER_SCOPE = 'server';
