import type { Broker, RoomHead } from '../broker/broker.ts';

/** The head of one room. @throws {Error} when the broker answers none. */
export async function headOf(broker: Broker, room: string): Promise<RoomHead> {
  const [head] = await broker.heads([room]);
  if (head === undefined) throw new Error(`the broker knows no head of ${room}`);
  return head;
}
