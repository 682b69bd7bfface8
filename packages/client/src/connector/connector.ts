import {
  Alarm,
  type ClientConnection,
  ClientSession,
  type Codec,
  type ConnectionEnd,
  DEFAULT_SESSION_LIMITS,
  DEFAULT_WAITING_LIMITS,
  type HelloResult,
  type ManifestIndex,
  type OutgoingCall,
  ReconnectPolicy,
  type RoomEnvelope,
  readManifest,
  type SessionObserver,
  toWireError,
} from '@trunkline/protocol/wire';
import type { Platform, TransportObserver } from '../transport/platform.ts';
import type { AuthProvider } from './auth-provider.ts';
import { Dial, OPEN_TIMEOUT_MS } from './dial.ts';
import { Renewal } from './renewal.ts';
import type { Status, StatusDetail } from './status.ts';
import { StatusKeeper } from './status-keeper.ts';

export interface ConnectorOptions {
  readonly url: string;
  readonly codec: Codec;
  readonly platform: Platform;
  readonly auth: AuthProvider | undefined;
}

/** What a connector tells its client. */
export interface ConnectorObserver extends SessionObserver {
  /** A connection whose hello is out; rooms move there. */
  onConnected(number: number): void;
  /** `bytes` is the length of its message. */
  onRoom(number: number, envelope: RoomEnvelope, bytes: number): void;
  /** Answers of what was asked over it do not come any more. */
  onLost(number: number): void;
  onStatus(status: Status, detail: StatusDetail): void;
  /** It does not connect any more. */
  onStopped(reason: string): void;
}

/** What stands for the close code of a connection that was lost without one, or never was (RFC 6455 §7.1.5). */
const LOST = 1006;

/** The subprotocol of a codec (protocol §1). */
function subprotocolOf({ name }: Codec): string {
  return `trunkline.v1.${name}`;
}

/** Keeps a client connected: dials, says hello, comes back as the policy says, renews credentials. All that has a deadline rings here. */
export class Connector {
  readonly #options: ConnectorOptions;
  readonly #observer: ConnectorObserver;
  readonly #policy: ReconnectPolicy;
  readonly #session: ClientSession;
  readonly #renewal = new Renewal();
  readonly #alarm: Alarm;
  readonly #standing: StatusKeeper;
  readonly #dials = new Map<ClientConnection, Dial>();
  readonly #unwatch: () => void;
  #newest: Dial | undefined;
  #openDeadline = Number.POSITIVE_INFINITY;
  #manifest: ManifestIndex | undefined;

  constructor(options: ConnectorOptions, observer: ConnectorObserver) {
    const { platform, codec } = options;
    this.#options = options;
    this.#observer = observer;
    this.#policy = new ReconnectPolicy(() => platform.random());
    this.#standing = new StatusKeeper(platform, (status, detail) => observer.onStatus(status, detail));
    this.#alarm = new Alarm(platform, () => this.timePassed());
    this.#session = new ClientSession(
      { codec, limits: DEFAULT_SESSION_LIMITS, waiting: DEFAULT_WAITING_LIMITS },
      {
        onCall: (call) => observer.onCall(call),
        onNotify: (notification) => observer.onNotify(notification),
        onLive: (connection, hello) => this.#live(connection, hello),
        onRefused: (connection, error) => this.#refused(connection, { kind: 'helloRefused', error: toWireError(error) }),
        onRoom: (connection, envelope, _, bytes) => observer.onRoom(this.#dials.get(connection)?.number ?? 0, envelope, bytes),
        onDrain: (connection, { withinMs }) => this.#drained(connection, withinMs),
        onClosed: (connection, close) => this.#closed(connection, { kind: 'closed', ...close }),
      },
    );
    this.#unwatch = platform.watch({
      onOnline: () => this.#online(),
      onOffline: () => this.#offline(),
      onAwake: () => this.#awake(),
    });
  }

  get status(): Status {
    return this.#standing.status;
  }

  /** What the server told of its contract, once it has. */
  get manifest(): ManifestIndex | undefined {
    return this.#manifest;
  }

  get #now(): number {
    return this.#options.platform.now();
  }

  /** The connection of that number, while it lives. */
  connection(number: number): ClientConnection | undefined {
    for (const [connection, dial] of this.#dials) if (dial.number === number) return connection;
    return undefined;
  }

  start(): void {
    this.#dial(new Dial(1, { session: 'resume', auth: 'ask' }));
  }

  /** Sends a call, now or once there is a session. @throws {TypeError} as of `ClientSession.call`. */
  call(call: OutgoingCall): void {
    this.#session.call(call, this.#now);
    this.setAlarm();
  }

  /** Closes everything, for good. */
  close(reason: string): void {
    if (this.status === 'closed') return;
    this.#stop(reason, { reason: 'closed' });
  }

  #dial(dial: Dial): void {
    this.#newest?.abandon();
    this.#newest = dial;
    this.#openDeadline = Number.POSITIVE_INFINITY;
    void this.#open(dial);
    this.setAlarm();
  }

  async #open(dial: Dial): Promise<void> {
    const { url, codec, platform, auth } = this.#options;
    let credentials: unknown;
    try {
      credentials = await auth?.({ rejected: dial.attempt.auth === 'ask-rejected' });
      // Here, where it fails the attempt, and not within the hello: those that cannot be written are none.
      if (credentials !== undefined) codec.encodeValue(credentials);
    } catch {
      if (!dial.isOver) this.#ended(dial, { kind: 'authFailed' });
      return;
    }
    if (dial.isOver || this.status === 'closed') return;
    this.#openDeadline = this.#now + OPEN_TIMEOUT_MS;
    this.setAlarm();
    try {
      dial.transport = platform.open(url, subprotocolOf(codec), this.#transportObserver(dial, credentials));
    } catch (error) {
      // A page's policy may forbid the connection; nobody waits here to be told.
      platform.report(error);
      if (!dial.isOver) this.#ended(dial, { kind: 'closed', code: LOST, reason: '', sentBy: 'server' });
    }
  }

  #transportObserver(dial: Dial, auth: unknown): TransportObserver {
    return {
      onOpen: () => this.#opened(dial, auth),
      onMessage: (message) => {
        dial.connection?.receive(message, this.#now);
        this.setAlarm();
      },
      onHeard: () => dial.connection?.heard(this.#now),
      onRefused: (status, retryAfterMs) => {
        dial.refusal = { kind: 'upgradeRefused', status, retryAfterMs };
      },
      onClosed: (code, reason) => {
        if (dial.connection !== undefined) dial.connection.closed(code, reason, this.#now);
        else if (!dial.isOver) this.#ended(dial, { kind: 'closed', code, reason, sentBy: 'server' });
        this.setAlarm();
      },
    };
  }

  #opened(dial: Dial, auth: unknown): void {
    const { transport, attempt } = dial;
    if (dial.isOver || transport === undefined) return;
    this.#openDeadline = Number.POSITIVE_INFINITY;
    const introduction = { ...(auth === undefined ? {} : { auth }), ...(this.#manifest && { contract: this.#manifest.hash }) };
    const connection =
      attempt.session === 'fresh'
        ? this.#session.connectBeside(transport, introduction, this.#now)
        : this.#session.connect(transport, introduction, this.#now);
    dial.connection = connection;
    this.#dials.set(connection, dial);
    this.#observer.onConnected(dial.number);
    this.setAlarm();
  }

  #live(connection: ClientConnection, hello: HelloResult): void {
    if (hello.manifest !== undefined) this.#manifest = readManifest(hello.manifest);
    if (this.#dials.get(connection) !== this.#newest) return;
    this.#policy.live(this.#now);
    this.#renewal.accepted(hello.expiresInMs, this.#now);
    this.#standing.live();
  }

  #refused(connection: ClientConnection, refusal: NonNullable<Dial['refusal']>): void {
    const dial = this.#dials.get(connection);
    if (dial !== undefined) dial.refusal = refusal;
    // The server's own close follows, or does not: there is nothing more to hear.
    connection.close(1000, 'refused', this.#now);
  }

  #drained(connection: ClientConnection, withinMs: number): void {
    if (this.#dials.get(connection) !== this.#newest) return;
    this.#policy.drained(withinMs, this.#now);
    this.setAlarm();
  }

  #closed(connection: ClientConnection, end: ConnectionEnd): void {
    const dial = this.#dials.get(connection);
    if (dial === undefined) return;
    this.#dials.delete(connection);
    this.#observer.onLost(dial.number);
    this.#ended(dial, end);
    // The last one that calls went over, while the one that is to follow is not there yet.
    if (dial !== this.#newest && this.status === 'live' && !this.#isConnected) {
      this.#standing.waiting('drained', this.#policy.nextDeadline());
    }
  }

  /** Whether calls go out: while a server drains, its connection lives on beside the attempts at another. */
  get #isConnected(): boolean {
    return [...this.#dials.keys()].some((connection) => connection.isLive);
  }

  /** An attempt or a connection is over. What follows the newest one is the policy's to say. */
  #ended(dial: Dial, end: ConnectionEnd): void {
    dial.isOver = true;
    if (dial !== this.#newest || this.status === 'closed') return;
    this.#openDeadline = Number.POSITIVE_INFINITY;
    this.#renewal.stop();
    const decision = this.#policy.ended(dial.refusal ?? end, this.#now);
    if (decision.kind === 'stop') {
      this.#stop(decision.reason, { reason: decision.reason });
      return;
    }
    const { reason, at } = decision;
    if (!this.#isConnected) this.#standing.waiting(reason, at);
    this.setAlarm();
  }

  #stop(reason: string, detail: StatusDetail): void {
    this.#standing.closed(detail);
    this.#newest?.abandon();
    this.#session.close(reason, this.#now);
    this.#alarm.stop();
    this.#unwatch();
    this.#observer.onStopped(reason);
  }

  #online(): void {
    this.#policy.online(this.#now);
    this.#standing.networkBack(this.#policy.nextDeadline());
    this.#probe();
  }

  #offline(): void {
    this.#policy.offline(this.#now);
    this.#standing.networkLost(this.#policy.nextDeadline());
    this.setAlarm();
  }

  #awake(): void {
    this.timePassed();
    this.#policy.hurry(this.#now);
    this.#standing.hurried(this.#policy.nextDeadline());
    this.#probe();
  }

  /** A connection that lives may be dead without anybody having been told: the network is another one, or the server gave it up meanwhile. */
  #probe(): void {
    this.#session.probe(this.#now);
    this.setAlarm();
  }

  /** Renews the credentials of the live connection; what the server thinks of them comes as its answer, or as a close. */
  async #renew(): Promise<void> {
    const dial = this.#newest;
    let auth: unknown;
    try {
      auth = await this.#options.auth?.({ rejected: false });
      if (auth !== undefined) this.#options.codec.encodeValue(auth);
    } catch {
      this.#renewal.failed(this.#now);
      this.setAlarm();
      return;
    }
    if (dial?.connection?.isLive !== true || dial !== this.#newest) return;
    dial.connection.request('$/auth', { auth }, (outcome) => {
      if (!outcome.ok || dial !== this.#newest) return;
      this.#renewal.accepted(expiresInMsOf(outcome.value), this.#now);
      this.setAlarm();
    });
  }

  /** Some machine may have another deadline. */
  setAlarm(): void {
    if (this.status === 'closed') return;
    this.#alarm.set(Math.min(this.#session.nextDeadline(), this.#policy.nextDeadline(), this.#renewal.nextDeadline(), this.#openDeadline));
  }

  timePassed(): void {
    const now = this.#now;
    this.#session.timePassed(now);
    if (now >= this.#openDeadline) this.#openTimedOut();
    if (this.#options.auth !== undefined && this.#renewal.timePassed(now)) void this.#renew();
    const attempt = this.#policy.timePassed(now);
    if (attempt !== undefined) this.#dial(new Dial((this.#newest?.number ?? 0) + 1, attempt));
    this.setAlarm();
  }

  #openTimedOut(): void {
    const dial = this.#newest;
    this.#openDeadline = Number.POSITIVE_INFINITY;
    if (dial === undefined || dial.connection !== undefined) return;
    dial.abandon();
    this.#ended(dial, { kind: 'closed', code: LOST, reason: 'not opened in time', sentBy: 'server' });
  }
}

function expiresInMsOf(value: unknown): number | undefined {
  const expiresInMs = typeof value === 'object' && value !== null && 'expiresInMs' in value ? value.expiresInMs : undefined;
  return typeof expiresInMs === 'number' ? expiresInMs : undefined;
}
