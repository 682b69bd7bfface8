import type {
  Attempt,
  ClientClose,
  ClientConnection,
  ClientSession,
  Codec,
  ConnectionEnd,
  HelloResult,
  IncomingCall,
  ReconnectDecision,
  ReconnectPolicy,
} from '@trunkline/protocol/wire';
import { drawCallPlan } from '../calls/call-plan.ts';
import { Callee } from '../calls/callee.ts';
import { Caller } from '../calls/caller.ts';
import { Host, type Program } from '../kernel/host.ts';
import type { Random } from '../kernel/random.ts';
import { expectThat } from '../kernel/violation.ts';
import type { Cable } from '../network/cable.ts';
import type { Network } from '../network/network.ts';
import type { Parcel } from '../network/way.ts';
import { NewsRules } from '../oracle/news-rules.ts';
import { ClientRooms } from '../rooms/client-rooms.ts';
import type { WorldParts } from '../world-parts.ts';
import { ClientPort } from './client-port.ts';
import { ClientRights } from './client-rights.ts';
import { ConnectionRoles } from './connection-roles.ts';
import { Probes } from './probes.ts';
import type { SimulatedServer } from './simulated-server.ts';
import type { WorldClient } from './world-client.ts';

/** Longest wait for a connection to open, in ms. */
const DIAL_TIMEOUT_MS = 10_000;

const NOTHING: ReadonlySet<string> = new Set();

/** A client as an application has it: a real session, a real reconnect policy, and somebody who calls all the time. */
export class SimulatedClient implements WorldClient, Program {
  readonly host: Host;
  readonly codec: Codec;
  readonly address: string;
  readonly #parts: WorldParts;
  readonly #network: Network;
  readonly #random: Random;
  readonly #session: ClientSession;
  readonly #policy: ReconnectPolicy;
  #principal: string | null;
  readonly #rights: ClientRights;
  readonly #news = new NewsRules();
  readonly #probes: Probes;
  readonly #rooms: ClientRooms;
  readonly #roles = new ConnectionRoles<ClientConnection>();
  readonly #ports = new Map<Cable, ClientPort>();
  /** The connection that the policy is told of. */
  #newest: ClientConnection | undefined;
  /** The connection that the server asked to leave. */
  #draining: ClientConnection | undefined;
  #refusal: ConnectionEnd | undefined;
  #server: SimulatedServer | undefined;
  #dials = 0;
  #isDone = false;
  /** When the message that is being read was sent. */
  #sentAt = 0;

  constructor(parts: WorldParts, network: Network, index: number) {
    this.#parts = parts;
    this.#network = network;
    this.host = new Host(parts.stage, `client-${index}`, this);
    this.address = `address ${index}`;
    this.#random = parts.stage.random.fork(this.host.name);
    this.codec = this.#random.pick(parts.modules.codecs);
    this.#principal = parts.settings.hasAnonymous && this.#random.chance(0.5) ? null : `principal ${this.#random.between(0, index)}`;
    this.#probes = new Probes(parts.stage.features);
    this.#rights = new ClientRights(this.host);
    this.#rooms = new ClientRooms(parts, this.host, {
      isDenied: (room) => this.#rights.denied.has(room),
      steadySince: (connection) => this.#portOf(connection)?.cable.steadySince ?? Number.POSITIVE_INFINITY,
    });
    const { wire } = parts.modules;
    const jitter = this.#random.fork('jitter');
    this.#policy = new wire.ReconnectPolicy(() => jitter.next());
    this.#session = new wire.ClientSession(
      { codec: this.codec, limits: parts.settings.limits.client, waiting: parts.settings.waiting },
      {
        onCall: (call) => this.#run(call),
        onNotify: ({ params }) => this.#news.receive(params),
        onLive: (connection, hello) => this.#live(connection, hello),
        onRefused: (_, error) => {
          this.#refusal = { kind: 'helloRefused', error: wire.toWireError(error) };
        },
        onRoom: (connection, envelope) => this.#rooms.receive(connection, envelope),
        onDrain: (connection, { withinMs }) => {
          if (connection !== this.#newest) return;
          this.#draining = connection;
          this.#follow(this.#policy.drained(withinMs, this.host.now));
        },
        onClosed: (connection, close) => this.#closed(connection, close),
      },
    );
    this.host.after(this.#random.between(0, 500), () => this.#dial('resume'));
    this.#callLater();
  }

  get rooms(): ClientRooms {
    return this.#rooms;
  }

  get isDone(): boolean {
    return this.#isDone || !this.host.isUp;
  }

  #callLater(): void {
    this.host.after(this.#random.around(this.#parts.settings.callEveryMs) + 1, () => {
      if (this.#isDone || this.#parts.isCalm()) return;
      if (this.#random.chance(0.05)) this.#rooms.changeOne();
      else if (this.#asksProbes && this.#newest !== undefined && this.#random.chance(0.1)) this.#probes.ask(this.#newest);
      else this.#call();
      this.#callLater();
    });
  }

  /** A hub knows no such request. */
  get #asksProbes(): boolean {
    return this.#parts.settings.kind === 'sessions';
  }

  #call(): void {
    const { modules, ledger, settings } = this.#parts;
    const place = { host: this.host, wire: modules.wire, codec: this.codec, direction: 'up', ledger } as const;
    const caller = new Caller(place, drawCallPlan(settings.callStyle, this.#random));
    this.host.note(`calls ${caller.record.number}`, 0, () => JSON.stringify(caller.record.plan));
    this.#session.call(caller.call, this.host.now);
    caller.produce();
  }

  #run(call: IncomingCall): void {
    const { modules, ledger, settings } = this.#parts;
    const { tooLargeBytes } = settings.callStyle;
    const place = { host: this.host, wire: modules.wire, ledger, session: this.host.name, tooLargeBytes, onSettled: () => {} };
    new Callee(place, call, this.#sentAt);
  }

  #dial(session: Attempt['session']): void {
    if (this.#isDone) return;
    this.#dials += 1;
    const dial = this.#dials;
    const server = this.#network.route(this.#server);
    this.#server = server;
    this.host.note(`dials ${server.host.name}`);
    const isOld = () => dial !== this.#dials || this.#isDone;
    this.#network.dial(this, server, {
      onOpen: (cable) => {
        if (isOld()) cable.clientLink.close(1001, 'abandoned');
        else this.#opened(cable, session);
      },
      onFailed: (end) => {
        if (!isOld()) this.#dialFailed(end);
      },
      onParcel: (cable, parcel) => this.#receive(cable, parcel),
    });
    this.host.after(DIAL_TIMEOUT_MS, () => {
      if (!isOld()) this.#dialFailed({ kind: 'closed', code: 1006, reason: '', sentBy: 'client' });
    });
  }

  #dialFailed(end: ConnectionEnd): void {
    this.#dials += 1;
    this.#parts.stage.features.add('dial failed');
    this.#follow(this.#policy.ended(end, this.host.now));
  }

  #opened(cable: Cable, session: Attempt['session']): void {
    this.#dials += 1;
    if (!this.#parts.isCalm() && this.#random.chance(this.#parts.settings.relogs)) this.#relog();
    // A connection that went live while this one was dialled is not to be left, but taken over from.
    const { hasSession } = this.#roles;
    const isBeside = session === 'fresh' && (this.#newest === undefined || this.#newest === this.#draining);
    // Whatever becomes of the connections before decides nothing any more.
    this.#newest = undefined;
    this.#refusal = undefined;
    const introduction = { auth: this.#rights.authOf(this.#principal), client: { name: this.host.name, version: '1' } };
    this.#newest = isBeside
      ? this.#session.connectBeside(cable.clientLink, introduction, this.host.now)
      : this.#session.connect(cable.clientLink, introduction, this.host.now);
    this.#rights.opened(this.#newest);
    this.#ports.set(cable, new ClientPort(this.host, cable, this.#newest));
    cable.owesOffer = !isBeside && hasSession;
    if (!isBeside && this.#parts.settings.pipelinesJoins)
      this.#rooms.connectionLive(this.#newest, { denied: this.#rights.denied, skipped: cable.skipped });
    // Right behind the hello: held until it is decided about.
    if (this.#asksProbes && this.#random.chance(0.3)) this.#probes.ask(this.#newest);
  }

  #receive(cable: Cable, parcel: Parcel): void {
    const port = this.#ports.get(cable);
    if (parcel.kind === 'message') this.#sentAt = parcel.sentAt;
    port?.receive(parcel);
    if (port?.connection.isClosed) this.#ports.delete(cable);
  }

  #live(connection: ClientConnection, hello: HelloResult): void {
    this.host.note(hello.session.resumed ? 'resumed' : 'session begun');
    if (this.#roles.live(connection, hello.session.resumed)) this.#parts.loss.noteAt(this.host);
    if (this.#roles.isMoving) this.#parts.stage.features.add('moved beside');
    if (connection === this.#newest) this.#policy.live(this.host.now);
    const skipped = this.#portOf(connection)?.cable.skipped ?? NOTHING;
    this.#rooms.connectionLive(connection, { denied: this.#rights.deniedOver(connection), skipped });
    this.#rooms.named(connection, hello.peer);
    // They changed while the hello was decided about.
    if (this.#rights.isOutdated(connection)) this.#renew();
  }

  #relog(): void {
    this.#principal = `other ${this.#random.between(0, 3)}`;
    this.#rooms.isSomebodyElse();
  }

  /** Other credentials, with which it may not be in these rooms. */
  changeRights(denied: ReadonlySet<string>): void {
    this.#rights.change(denied);
    this.host.act(() => this.#renew());
  }

  /** Tells the server of the credentials; without a connection the next hello does. */
  #renew(): void {
    if (this.#newest?.isLive === true) this.#rights.renew(this.#newest, this.#principal, this.#rooms, () => this.#renew());
  }

  #closed(connection: ClientConnection, close: ClientClose): void {
    this.host.note('connection closed', close.code, () => `${close.code} ${close.reason} by ${close.sentBy}`);
    if (close.code === 4004 && close.sentBy === 'client' && this.#roles.hasLived(connection)) this.#portOf(connection)?.expectDead();
    this.#rooms.connectionLost(connection);
    if (this.#roles.closed(connection, close)) this.#parts.loss.noteAt(this.host);
    this.#parts.stage.features.add(`closed ${close.code} by ${close.sentBy}`);
    const isNeedless = close.reason === 'cannot resume' && this.#parts.settings.hasHugeOutboxes;
    expectThat(!isNeedless, 'a session is resumed exactly when it can be', () => `${this.host.name} gives its session up`);
    if (connection !== this.#newest || this.#isDone) return;
    this.#newest = undefined;
    const end: ConnectionEnd = { ...close, kind: 'closed' };
    this.#follow(this.#policy.ended(this.#refusal ?? end, this.host.now));
    this.#refusal = undefined;
  }

  #portOf(connection: ClientConnection): ClientPort | undefined {
    return [...this.#ports.values()].find((port) => port.connection === connection);
  }

  #follow(decision: ReconnectDecision): void {
    if (decision.kind === 'stop') {
      this.#parts.stage.features.add(`client stopped: ${decision.reason}`);
      this.#finish('stopped');
    } else this.host.note(`comes back: ${decision.reason}`, decision.at - this.host.now);
  }

  /** Nothing goes wrong any more: it may be everywhere. */
  calmDown(): void {
    if (this.#rights.denied.size > 0 && this.host.isUp) this.changeRights(NOTHING);
  }

  sleep(ms: number): void {
    this.host.sleep(ms);
  }

  /** Dials although its connection lives, as on a change of networks; perhaps again and again. */
  redial(times: number): void {
    this.host.act(() => this.#dial('resume'));
    if (times > 1) this.host.after(this.#random.around(300), () => this.#dial('resume'));
    if (times > 2) this.host.after(this.#random.around(300), () => this.#dial('resume'));
  }

  /** The application is done. */
  close(): void {
    this.host.act(() => this.#finish('bye'));
  }

  #finish(reason: string): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#parts.loss.noteAt(this.host);
    this.#session.close(reason, this.host.now);
  }

  /** Is gone without a word. */
  vanish(): void {
    this.host.note('vanishes');
    this.host.die();
    for (const cable of this.openCables) {
      cable.toServer.vanish();
      cable.toClient.vanish();
    }
    this.#parts.ledger.forget(this.host);
  }

  get openCables(): Cable[] {
    return [...this.#ports.values()].filter(({ connection }) => !connection.isClosed).map(({ cable }) => cable);
  }

  nextDeadline(): number {
    if (this.#isDone) return this.#session.nextDeadline();
    return Math.min(this.#session.nextDeadline(), this.#policy.nextDeadline(), this.#rooms.nextDeadline());
  }

  timePassed(now: number): void {
    for (const port of this.#ports.values()) port.timerRings();
    this.#session.timePassed(now);
    if (this.#isDone) return;
    this.#rooms.timePassed(now);
    const attempt = this.#policy.timePassed(now);
    if (attempt !== undefined) this.#dial(attempt.session);
  }

  check(): void {
    this.#parts.ledger.check(this.#parts.loss.take(this.host));
  }

  remains(): string[] {
    return [];
  }

  /** What is not as it should be when all is quiet. */
  unrest(): string[] {
    if (this.isDone) return [];
    return [
      ...(this.#newest?.isLive ? [] : [`${this.host.name} is not connected`]),
      ...([...this.#ports.values()].some(({ isBroken }) => isBroken) ? [`${this.host.name} has a broken cable`] : []),
      ...(this.#probes.size > 0 ? [`${this.host.name} waits for ${this.#probes.size} control requests`] : []),
      ...(this.#session.waitingCalls > 0 ? [`${this.host.name} has calls that wait`] : []),
    ];
  }
}
