import type { ClientConnection } from '@trunkline/protocol/wire';
import type { Host } from '../kernel/host.ts';
import type { ClientRooms } from '../rooms/client-rooms.ts';

/** After which new credentials are told again that were not looked at, in ms. */
const RENEW_AGAIN_MS = 500;

const NOTHING: ReadonlySet<string> = new Set();

/** What the credentials of one client do not allow, and what each server was told of that. */
export class ClientRights {
  readonly #host: Host;
  /** By what was told last over a connection. */
  readonly #told = new WeakMap<ClientConnection, ReadonlySet<string>>();
  #denied: ReadonlySet<string> = NOTHING;

  constructor(host: Host) {
    this.#host = host;
  }

  /** The rooms in which the client may not be. */
  get denied(): ReadonlySet<string> {
    return this.#denied;
  }

  change(denied: ReadonlySet<string>): void {
    this.#denied = denied;
  }

  /** The hello over a connection tells them as they are. */
  opened(connection: ClientConnection): void {
    this.#told.set(connection, this.#denied);
  }

  deniedOver(connection: ClientConnection): ReadonlySet<string> {
    return this.#told.get(connection) ?? NOTHING;
  }

  /** Whether they have changed since they were told over a connection. */
  isOutdated(connection: ClientConnection): boolean {
    return this.deniedOver(connection) !== this.#denied;
  }

  /** Tells them over a live connection by a `$/auth`. `again` is called where that was in vain. */
  renew(connection: ClientConnection, principal: string | null, rooms: ClientRooms, again: () => void): void {
    const renewal = rooms.renews(connection, this.#denied);
    this.opened(connection);
    connection.request('$/auth', { auth: this.authOf(principal) }, (outcome) => {
      if (outcome.ok) {
        this.#host.stage.features.add('credentials renewed');
        renewal.settled();
      } else if (outcome.error.name === 'TooMany') this.#host.after(RENEW_AGAIN_MS, again);
    });
  }

  /** The credentials of somebody, as servers here read them. */
  authOf(principal: string | null): object {
    return { principal, denied: [...this.#denied] };
  }
}
