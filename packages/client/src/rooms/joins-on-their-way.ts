import type { RoomPlace } from '@trunkline/protocol/wire';

/**
 * Joins that are not answered yet. ⚑ A server has one membership for each room and connection, whoever asked for it: a leave that
 * follows an older join would end what a newer one is about to make. So leaves are held until all joins of their topic are answered;
 * which room a join is for is known only then, because a server may complete its params.
 */
export class JoinsOnTheirWay {
  /** By connection and topic: how many there are, and what is to be left behind them. Its end takes each out. */
  readonly #lines = new Map<string, { count: number; readonly left: Map<number, RoomPlace> }>();

  begin(connection: number, topic: string): void {
    const key = `${connection} ${topic}`;
    const line = this.#lines.get(key) ?? { count: 0, left: new Map() };
    line.count += 1;
    this.#lines.set(key, line);
  }

  /** Whether the place has to wait until it is left. It is given back by {@link end}. */
  holds(place: RoomPlace, topic: string): boolean {
    const line = this.#lines.get(`${place.connection} ${topic}`);
    line?.left.set(place.room, place);
    return line !== undefined;
  }

  /** One is answered, or never will be. Answers what may be left now. */
  end(connection: number, topic: string): Iterable<RoomPlace> {
    const key = `${connection} ${topic}`;
    const line = this.#lines.get(key);
    if (line === undefined) return [];
    line.count -= 1;
    if (line.count > 0) return [];
    this.#lines.delete(key);
    return line.left.values();
  }
}
