import type { ClientClose } from '@trunkline/protocol/wire';

/**
 * Which connections carry a client's sessions: the current one, and besides the one of a draining server.
 *
 * Knows by the protocol alone when a session is lost, so that it can be told from a session that is given up needlessly.
 */
export class ConnectionRoles<Connection extends { readonly isClosed: boolean }> {
  #current: Connection | undefined;
  #retiring: Connection | undefined;

  /** Whether there is a session to come back to. */
  get hasSession(): boolean {
    return this.#current !== undefined;
  }

  /** Whether a session rides, or has ridden, on this connection. */
  hasLived(connection: Connection): boolean {
    return connection === this.#current || connection === this.#retiring;
  }

  /** Whether calls remain on a connection to a draining server. */
  get isMoving(): boolean {
    return this.#retiring !== undefined;
  }

  /** A hello succeeded. Answers whether a session was lost by that. */
  live(connection: Connection, isResumed: boolean): boolean {
    const before = this.#current;
    this.#current = connection;
    if (before === undefined || isResumed) return false;
    if (before.isClosed) return true;
    // A second drain in a row: the one that retired before has had its time.
    const isGivenUp = this.#retiring !== undefined;
    this.#retiring = before;
    return isGivenUp;
  }

  /** A connection is gone. Answers whether its session is lost (protocol §4). */
  closed(connection: Connection, { code, sentBy }: Pick<ClientClose, 'code' | 'sentBy'>): boolean {
    if (connection === this.#retiring) {
      this.#retiring = undefined;
      return true;
    }
    const isCurrent = connection === this.#current;
    // Before a hello's reply is through, only a newer connection of somebody else, or a client that cannot go on, ends a session.
    const isGivenUp = (sentBy === 'server' && code === 4003) || (sentBy === 'client' && code === 1000);
    const isLoss = isGivenUp || (isCurrent && endsSession(code, sentBy));
    if (isLoss) this.#current = undefined;
    return isLoss;
  }
}

function endsSession(code: number, sentBy: 'client' | 'server'): boolean {
  const isOverContent = code === 1003 || code === 1007 || code === 1009;
  return isOverContent || (code >= 4500 && code <= 4999) || (sentBy === 'client' && (code === 1000 || code === 1001));
}
