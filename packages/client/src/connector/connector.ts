import {
  Alarm,
  type Attempt,
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
import type { Platform, Transport } from '../transport/platform.ts';
import type { AuthProvider } from './auth-provider.ts';
import { Credentials } from './credentials.ts';
import { Dial, type DialParts } from './dial.ts';
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

/** The subprotocol of a codec (protocol §1). */
function subprotocolOf({ name }: Codec): string {
  return `trunkline.v1.${name}`;
}

/** Keeps a client connected: dials, and comes back as the policy says. All that has a deadline rings here. */
export class Connector {
  readonly #observer: ConnectorObserver;
  readonly #platform: Platform;
  readonly #dialParts: DialParts;
  readonly #policy: ReconnectPolicy;
  readonly #session: ClientSession;
  readonly #credentials: Credentials;
  readonly #alarm: Alarm;
  readonly #standing: StatusKeeper;
  /** All of which something may be open. */
  readonly #dials = new Set<Dial>();
  readonly #connected = new Map<ClientConnection, Dial>();
  readonly #unwatch: () => void;
  /** An older one decides nothing. */
  #newest: Dial | undefined;
  #manifest: ManifestIndex | undefined;

  constructor({ url, codec, platform, auth }: ConnectorOptions, observer: ConnectorObserver) {
    this.#observer = observer;
    this.#platform = platform;
    this.#policy = new ReconnectPolicy(() => platform.random());
    this.#standing = new StatusKeeper(platform, (status, detail) => observer.onStatus(status, detail));
    this.#alarm = new Alarm(platform, () => this.timePassed());
    this.#credentials = new Credentials({ auth, codec, platform, onDeadline: () => this.setAlarm() });
    this.#dialParts = { url, protocol: subprotocolOf(codec), platform, ask: (rejected) => this.#credentials.ask(rejected) };
    this.#session = new ClientSession(
      { codec, limits: DEFAULT_SESSION_LIMITS, waiting: DEFAULT_WAITING_LIMITS },
      {
        onCall: (call) => observer.onCall(call),
        onNotify: (notification) => observer.onNotify(notification),
        onLive: (connection, hello) => this.#live(connection, hello),
        onRefused: (connection, error) => this.#refused(connection, { kind: 'helloRefused', error: toWireError(error) }),
        onRoom: (connection, envelope, _, bytes) => observer.onRoom(this.#connected.get(connection)?.number ?? 0, envelope, bytes),
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
    return this.#platform.now();
  }

  /** The connection of that number, while it lives. */
  connection(number: number): ClientConnection | undefined {
    for (const [connection, dial] of this.#connected) if (dial.number === number) return connection;
    return undefined;
  }

  start(): void {
    this.#dial({ session: 'resume', auth: 'ask' });
  }

  /** Sends a call, now or once there is a session. @throws {TypeError} as of `ClientSession.call`. */
  call(call: OutgoingCall): void {
    this.#session.call(call, this.#now);
    this.setAlarm();
  }

  /** Closes everything, for good; resolves once every transport is closed, which the platform bounds. */
  async close(reason: string): Promise<void> {
    if (this.status !== 'closed') this.#stop(reason, { reason: 'closed' });
    await Promise.all([...this.#dials].map(({ closed }) => closed));
  }

  #dial(attempt: Attempt): void {
    this.#newest?.abandon();
    const dial = new Dial((this.#newest?.number ?? 0) + 1, attempt, this.#dialParts, {
      onOpen: (transport, auth) => this.#opened(dial, transport, auth),
      onFailed: (end, cause) => this.#ended(dial, end, cause),
      onChanged: () => this.setAlarm(),
    });
    this.#newest = dial;
    this.#dials.add(dial);
    void dial.closed.then(() => this.#dials.delete(dial));
    dial.start();
    this.setAlarm();
  }

  #opened(dial: Dial, transport: Transport, auth: unknown): ClientConnection {
    const introduction = { ...(auth === undefined ? {} : { auth }), ...(this.#manifest && { contract: this.#manifest.hash }) };
    const connection =
      dial.attempt.session === 'fresh'
        ? this.#session.connectBeside(transport, introduction, this.#now)
        : this.#session.connect(transport, introduction, this.#now);
    this.#connected.set(connection, dial);
    this.#observer.onConnected(dial.number);
    return connection;
  }

  #live(connection: ClientConnection, hello: HelloResult): void {
    if (hello.manifest !== undefined) this.#manifest = readManifest(hello.manifest);
    if (this.#connected.get(connection) !== this.#newest) return;
    this.#policy.live(this.#now);
    this.#credentials.accepted(connection, hello.expiresInMs);
    this.#standing.live();
  }

  #refused(connection: ClientConnection, refusal: ConnectionEnd): void {
    const dial = this.#connected.get(connection);
    if (dial !== undefined) dial.refusal = refusal;
    // The server's own close follows, or does not: there is nothing more to hear.
    connection.close(1000, 'refused', this.#now);
  }

  #drained(connection: ClientConnection, withinMs: number): void {
    if (this.#connected.get(connection) !== this.#newest) return;
    this.#policy.drained(withinMs, this.#now);
    this.setAlarm();
  }

  #closed(connection: ClientConnection, end: ConnectionEnd): void {
    const dial = this.#connected.get(connection);
    if (dial === undefined) return;
    this.#connected.delete(connection);
    this.#credentials.connectionLost(connection);
    this.#observer.onLost(dial.number);
    this.#ended(dial, dial.refusal ?? end);
    // The last one that calls went over, while the one that is to follow is not there yet.
    if (dial !== this.#newest && this.status === 'live' && !this.#isConnected) {
      this.#standing.waiting('drained', this.#policy.nextDeadline());
    }
  }

  /** Whether calls go out: while a server drains, its connection lives on beside the attempts at another. */
  get #isConnected(): boolean {
    return [...this.#connected.keys()].some((connection) => connection.isLive);
  }

  /** An attempt or a connection is over. What follows the newest one is the policy's to say. */
  #ended(dial: Dial, end: ConnectionEnd, cause?: unknown): void {
    if (dial !== this.#newest || this.status === 'closed') return;
    const decision = this.#policy.ended(end, this.#now);
    if (decision.kind === 'stop') {
      this.#stop(decision.reason, { reason: decision.reason });
      return;
    }
    if (!this.#isConnected) this.#standing.waiting(decision.reason, decision.at, cause);
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

  /** Some machine may have another deadline. */
  setAlarm(): void {
    if (this.status === 'closed') return;
    const dial = this.#newest?.nextDeadline() ?? Number.POSITIVE_INFINITY;
    this.#alarm.set(Math.min(this.#session.nextDeadline(), this.#policy.nextDeadline(), this.#credentials.nextDeadline(), dial));
  }

  timePassed(): void {
    const now = this.#now;
    this.#session.timePassed(now);
    this.#newest?.timePassed(now);
    this.#credentials.timePassed(now);
    const attempt = this.#policy.timePassed(now);
    if (attempt !== undefined) this.#dial(attempt);
    this.setAlarm();
  }
}
