import type { ClientConnection, Codec } from '@trunkline/protocol/wire';
import type { Platform } from '../transport/platform.ts';
import type { AuthProvider } from './auth-provider.ts';
import { Renewal } from './renewal.ts';

/** What credentials need of their client. */
export interface CredentialsPort {
  readonly auth: AuthProvider | undefined;
  readonly codec: Codec;
  readonly platform: Pick<Platform, 'now'>;
  /** {@link Credentials.nextDeadline} may be another one. */
  onDeadline(): void;
}

/** The credentials of a client: asked for at each attempt, and renewed over the connection that they were accepted on. */
export class Credentials {
  readonly #port: CredentialsPort;
  readonly #renewal = new Renewal();
  #connection: ClientConnection | undefined;

  constructor(port: CredentialsPort) {
    this.#port = port;
  }

  /** Asks the application; `undefined`: it has none. Rejects with what it throws, and for what cannot be written, as if there were none. */
  async ask(rejected: boolean): Promise<unknown> {
    const { auth, codec } = this.#port;
    const credentials = await auth?.({ rejected });
    // Here, where it fails the attempt, and not within the hello.
    if (credentials !== undefined) codec.encodeValue(credentials);
    return credentials;
  }

  /** A server accepted them, and says after how many ms they expire; `undefined`: never. */
  accepted(connection: ClientConnection, expiresInMs: number | undefined): void {
    this.#connection = connection;
    this.#renewal.accepted(expiresInMs, this.#port.platform.now());
  }

  /** Does nothing for a connection that they are not renewed over. */
  connectionLost(connection: ClientConnection): void {
    if (connection !== this.#connection) return;
    this.#connection = undefined;
    this.#renewal.stop();
  }

  nextDeadline(): number {
    return this.#renewal.nextDeadline();
  }

  timePassed(now: number): void {
    if (this.#port.auth === undefined || this.#connection === undefined || !this.#renewal.timePassed(now)) return;
    void this.#renewOver(this.#connection);
  }

  /** What the server thinks of them comes as its answer, or as a close. */
  async #renewOver(connection: ClientConnection): Promise<void> {
    const { platform, onDeadline } = this.#port;
    let auth: unknown;
    try {
      auth = await this.ask(false);
    } catch {
      this.#renewal.failed(platform.now());
      onDeadline();
      return;
    }
    if (connection !== this.#connection) return;
    connection.request('$/auth', { auth }, (outcome) => {
      if (!outcome.ok || connection !== this.#connection) return;
      this.#renewal.accepted(expiresInMsOf(outcome.value), platform.now());
      onDeadline();
    });
  }
}

function expiresInMsOf(value: unknown): number | undefined {
  const expiresInMs = typeof value === 'object' && value !== null && 'expiresInMs' in value ? value.expiresInMs : undefined;
  return typeof expiresInMs === 'number' ? expiresInMs : undefined;
}
