import type { Admission, Codec, HelloParams, IncomingCall, Message, ServerConnection, SessionTable } from '@trunkline/protocol/wire';
import { drawCallPlan } from '../calls/call-plan.ts';
import { Callee } from '../calls/callee.ts';
import { Caller } from '../calls/caller.ts';
import type { Host } from '../kernel/host.ts';
import type { Random } from '../kernel/random.ts';
import { expectThat } from '../kernel/violation.ts';
import type { Cable } from '../network/cable.ts';
import type { Parcel } from '../network/way.ts';
import type { WorldParts } from '../world-parts.ts';
import { judgeOffer, type KeptSession } from './kept-session.ts';
import { ServerPort } from './server-port.ts';
import type { ServerProgram } from './server-program.ts';
import { SessionBook } from './session-book.ts';

/** One life of a server: a real session table, and what an application and its authentication would do. Dies with all it knows. */
export class ServerProcess implements ServerProgram {
  readonly #parts: WorldParts;
  readonly #host: Host;
  readonly #random: Random;
  readonly #table: SessionTable;
  readonly #ports = new Set<ServerPort>();
  readonly #sessions = new SessionBook();
  readonly #name: string;
  #lastToken = '';
  #names = 0;
  /** When the message that is being read was sent. */
  #sentAt = 0;
  /** Why sessions may end in this step. */
  #mayEnd = false;

  constructor(parts: WorldParts, host: Host, name: string) {
    this.#parts = parts;
    this.#host = host;
    this.#name = name;
    this.#random = parts.stage.random.fork(`server ${name}`);
    const { wire } = parts.modules;
    this.#table = new wire.SessionTable({
      limits: parts.settings.limits.server,
      detached: parts.settings.detached,
      heartbeat: wire.DEFAULT_HEARTBEAT,
      manifest: { hash: 'none' },
      newToken: () => {
        this.#lastToken = this.#newName('token');
        return this.#lastToken;
      },
      newPeer: () => this.#newName('peer'),
      digest: (token) => `digest of ${token}`,
    });
  }

  #newName(kind: string): string {
    this.#names += 1;
    return `${kind} ${this.#names} of ${this.#name}`;
  }

  get attached(): number {
    return this.#sessions.attached.length;
  }

  accept(cable: Cable, codec: Codec, address: string): (parcel: Parcel) => void {
    const { wire } = this.#parts.modules;
    const connection = this.#table.accept(
      cable.serverLink,
      codec,
      address,
      {
        onHello: (hello, helloed) => this.#decideLater(helloed, hello, codec.name),
        onControl: (request, asked) => {
          const { id, params } = request;
          this.#host.after(this.#random.between(0, 200), () => asked.respond(id, { result: params }));
        },
      },
      this.#host.now,
    );
    const port = new ServerPort(this.#host, cable, connection, new wire.Liveness(wire.DEFAULT_HEARTBEAT, this.#host.now));
    this.#ports.add(port);
    return (parcel) => this.#receive(port, parcel);
  }

  #receive(port: ServerPort, parcel: Parcel): void {
    this.#sentAt = parcel.kind === 'message' ? parcel.sentAt : 0;
    const { connection } = port;
    const isGreeting = parcel.kind === 'message' && !port.hasGreeted && !connection.isClosed;
    if (isGreeting) this.#receiveHello(port, parcel.message);
    else if (parcel.kind === 'close') this.#receiveClose(port, parcel);
    else port.receive(parcel, this.#host.now);
  }

  /** Only what is newer than all that was accepted is decided about (§4, Token and generation ⚑). */
  #receiveHello(port: ServerPort, message: Message): void {
    port.hasGreeted = true;
    const { connection, cable } = port;
    const offer = this.#parts.hellos.offerOf(message, connection.codec, cable.owesOffer);
    const seen = offer === undefined ? undefined : this.#sessions.byToken.get(offer.token);
    const isOutdated = offer !== undefined && seen !== undefined && !seen.isEnded && offer.generation <= seen.generation;
    port.receive({ kind: 'message', message, sentAt: this.#sentAt }, this.#host.now);
    if (isOutdated) this.#parts.stage.features.add('hello outdated at arrival');
    expectThat(connection.isClosed === isOutdated, 'a hello is turned away at once exactly when it is outdated', () =>
      JSON.stringify(offer),
    );
  }

  #receiveClose(port: ServerPort, parcel: Extract<Parcel, { kind: 'close' }>): void {
    const kept = this.#sessions.on(port.connection);
    this.#mayEnd = true;
    port.receive(parcel, this.#host.now);
    if (parcel.code === 1000 || parcel.code === 1001) this.#expectEnded(kept, parcel.code);
  }

  #expectEnded(kept: KeptSession | undefined, code: number): void {
    expectThat(kept?.isEnded !== false, 'a close that says so ends the session at once', () => `${kept?.name}, ${code}`);
  }

  #decideLater(connection: ServerConnection, hello: HelloParams, codec: string): void {
    const { refuses, authMs } = this.#parts.settings;
    const isRefused = !this.#parts.isCalm() && this.#random.chance(refuses);
    this.#host.after(this.#random.between(0, authMs), () => {
      if (connection.isClosed) return;
      if (isRefused) this.#refuse(connection);
      else this.#admit(connection, hello, codec);
    });
  }

  #refuse(connection: ServerConnection): void {
    const { systemError } = this.#parts.modules.wire;
    const isBusy = this.#random.chance(0.5);
    this.#parts.stage.features.add('hello refused');
    connection.refuse(
      isBusy ? systemError('Unavailable', 'busy', { retryAfterMs: this.#random.between(0, 2_000) }) : systemError('Unauthenticated'),
      this.#host.now,
    );
  }

  #admit(connection: ServerConnection, hello: HelloParams, codec: string): void {
    const { features } = this.#parts.stage;
    const principal = principalOf(hello.auth);
    const verdict = judgeOffer(hello, principal, codec, this.#sessions.byToken, this.#parts.settings.hasHugeOutboxes);
    const offered = hello.session === undefined ? undefined : this.#sessions.byToken.get(hello.session.token);
    this.#mayEnd = true;
    connection.admit(this.#admission(principal, codec), this.#host.now);
    const isResumed = offered !== undefined && connection.session === offered.session;
    const what = () => `${JSON.stringify(hello.session)} is to be ${verdict}`;
    if (verdict === 'outdated') {
      features.add('hello outdated at admission');
      expectThat(connection.isClosed, 'an outdated hello gets nothing', what);
      return;
    }
    expectThat(verdict === 'open' || isResumed === (verdict === 'resumed'), 'a session is resumed exactly when it can be', what);
    const isLeft = verdict === 'open' && !isResumed;
    expectThat(!isLeft || offered?.isEnded === true, 'a session that cannot go on ends at once', what);
    if (isResumed && offered !== undefined && hello.session !== undefined) offered.generation = hello.session.generation;
    if (isLeft) features.add('resume refused: outbox');
    if (verdict === 'fresh' && hello.session !== undefined) features.add('resume refused: unknown');
    features.add(isResumed ? 'resumed' : 'session begun');
  }

  #admission(principal: string | null, codec: string): Admission {
    return {
      principal,
      observe: (session) => {
        const kept: KeptSession = {
          name: this.#newName('session'),
          session,
          token: this.#lastToken,
          principal,
          codec,
          generation: 0,
          running: 0,
          notified: 0,
          isEnded: false,
          detachedAt: undefined,
        };
        this.#sessions.add(kept);
        return {
          onCall: (call) => this.#run(kept, call),
          onNotify: () => {},
          onAttached: () => {
            kept.detachedAt = undefined;
          },
          onDetached: () => {
            kept.detachedAt = this.#host.now;
          },
          onEnded: () => this.#ended(kept),
        };
      },
    };
  }

  #ended(kept: KeptSession): void {
    const { keptMs, sessions } = this.#parts.settings.detached;
    const isOver = kept.detachedAt !== undefined && this.#host.now - kept.detachedAt >= keptMs;
    const isCrowded = sessions < this.#sessions.byToken.size;
    expectThat(this.#mayEnd || isOver || isCrowded, 'a session ends only when it is over', () => kept.name);
    this.#host.note(`${kept.name} ends`);
    this.#parts.loss.noteAt(this.#host);
    kept.isEnded = true;
    this.#parts.stage.features.add(isOver ? 'session expired' : 'session ended');
  }

  #run(kept: KeptSession, call: IncomingCall): void {
    kept.running += 1;
    const { modules, ledger, settings } = this.#parts;
    const place = { host: this.#host, wire: modules.wire, ledger, session: kept.name, tooLargeBytes: settings.callStyle.tooLargeBytes };
    new Callee({ ...place, onSettled: () => this.#settled(kept) }, call, this.#sentAt);
  }

  #settled(kept: KeptSession): void {
    kept.running -= 1;
  }

  callSomebody(): void {
    const { attached } = this.#sessions;
    if (attached.length === 0) return;
    const kept = this.#random.pick(attached);
    if (this.#random.chance(0.3)) this.#notify(kept);
    else this.#call(kept);
  }

  #call(kept: KeptSession): void {
    const { modules, ledger, settings } = this.#parts;
    const plan = drawCallPlan(settings.callStyle, this.#random);
    const caller = new Caller({ host: this.#host, wire: modules.wire, codec: kept.session.codec, direction: 'down', ledger }, plan);
    this.#parts.stage.features.add('server calls');
    kept.session.session.begin(caller.call, this.#host.now);
    caller.produce();
  }

  /** Tells a client something, numbered, so that it sees when it misses one. */
  #notify(kept: KeptSession): void {
    const params = { session: kept.name, number: kept.notified };
    kept.notified += 1;
    kept.session.session.notify({ method: 'news', params });
  }

  publish(): void {}

  cutOff(): void {}

  closeOne(code: number, reason: string): void {
    const open = [...this.#ports].filter(({ connection }) => !connection.isClosed);
    if (open.length === 0) return;
    const { connection } = this.#random.pick(open);
    const kept = this.#sessions.on(connection);
    this.#mayEnd = true;
    connection.close(code, reason, this.#host.now);
    if (code === 1009 || code >= 4500) this.#expectEnded(kept, code);
  }

  drain(withinMs: number): void {
    for (const { connection } of this.#ports) {
      if (connection.session === undefined) continue;
      connection.link.send(connection.codec.encode({ kind: 'drain', withinMs, reason: 'deploy' }));
    }
  }

  finish(): void {
    for (const { connection } of this.#ports) connection.close(4001, 'drained', this.#host.now);
  }

  crash(): void {
    for (const { cable } of this.#ports) {
      cable.toServer.vanish();
      cable.toClient.cut(this.#random.chance(0.8) ? this.#random.between(0, 200) : undefined);
    }
    this.#parts.ledger.forget(this.#host);
  }

  nextDeadline(): number {
    let earliest = Math.min(this.#table.nextDeadline(), this.#sessions.nextDeadline());
    for (const port of this.#ports) earliest = Math.min(earliest, port.nextDeadline());
    return earliest;
  }

  timePassed(now: number): void {
    this.#table.timePassed(now);
    for (const port of this.#ports) port.timePassed(now);
    this.#sessions.timePassed(now);
  }

  check(): void {
    for (const port of this.#ports) if (port.connection.isClosed) this.#ports.delete(port);
    const { detached, limits } = this.#parts.settings;
    this.#sessions.check(limits.server);
    expectThat(
      this.#table.detachedSize <= detached.sessions,
      'no more detached sessions are kept than allowed',
      () => `${this.#table.detachedSize}`,
    );
    this.#parts.ledger.check(this.#parts.loss.take(this.#host));
    this.#mayEnd = false;
  }

  unrest(): string[] {
    const { attached } = this;
    return [
      ...(this.#table.detachedSize > 0 ? [`${this.#table.detachedSize} sessions are detached`] : []),
      ...(this.#table.size === attached ? [] : [`the table has ${this.#table.size} sessions, ${attached} are attached`]),
      ...this.#sessions.unrest(),
    ];
  }

  remains(): string[] {
    return [];
  }
}

/** Whom a client says that it is. */
function principalOf(auth: unknown): string | null {
  return typeof auth === 'object' && auth !== null && 'principal' in auth && typeof auth.principal === 'string' ? auth.principal : null;
}
