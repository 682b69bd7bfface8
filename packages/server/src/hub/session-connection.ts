import {
  Alarm,
  type Codec,
  type HelloParams,
  type Message,
  ProtocolCloseCode,
  type RequestEnvelope,
  type ServerConnection,
  type ServerConnectionObserver,
  type ServerSession,
  type SessionTable,
  systemError,
} from '@trunkline/protocol/wire';
import type { Log } from '../link/log.ts';
import type { LinkReceiver, ServerLink } from '../link/server-link.ts';
import type { Authenticate, Identity } from '../peer/identity.ts';
import { MeteredLink } from '../peer/metered-link.ts';
import { identify } from './authentication.ts';
import type { HubParts } from './hub-parts.ts';
import { ServerPeer } from './server-peer.ts';

/** A link that just opened, and what its shell knows about it. */
export interface Greeting<Ctx> {
  readonly link: ServerLink;
  readonly codec: Codec;
  /** Stands in for the principal of an anonymous client where sessions are counted. */
  readonly address: string;
  /** Says with everything which request it was that was upgraded. */
  readonly log: Log;
  readonly authenticate: Authenticate<Ctx>;
}

/** What a connection needs of its hub. */
export interface ConnectionOwner<Ctx> {
  readonly parts: HubParts<Ctx>;
  readonly table: SessionTable;
  connectionOf(connection: ServerConnection): SessionConnection<Ctx> | undefined;
  add(session: ServerSession, peer: ServerPeer<Ctx>): void;
  remove(session: ServerSession): void;
  closed(connection: SessionConnection<Ctx>): void;
  /** Sessions may have been detached or ended. */
  tableChanged(): void;
}

/** One connection with a session: says who its client is, and hands calls to the peer and requests for rooms to the rooms. */
export class SessionConnection<Ctx> implements LinkReceiver, ServerConnectionObserver {
  readonly link: MeteredLink;
  readonly connection: ServerConnection;
  readonly log: Log;
  readonly #owner: ConnectionOwner<Ctx>;
  readonly #authenticate: Authenticate<Ctx>;
  readonly #alarm: Alarm;
  /** Who the client turned out to be, by its hello. */
  #identity: Identity<Ctx> | undefined;
  #peer: ServerPeer<Ctx> | undefined;
  #isAuthenticating = false;
  #expiresAt = Number.POSITIVE_INFINITY;

  constructor({ link, codec, address, log, authenticate }: Greeting<Ctx>, owner: ConnectionOwner<Ctx>) {
    const { platform, limits } = owner.parts;
    this.log = log;
    this.#owner = owner;
    this.#authenticate = authenticate;
    this.#alarm = new Alarm(platform, () => this.#timePassed());
    this.link = new MeteredLink(link, limits, platform, {
      onCongested: () => this.#setAlarm(),
      onSlow: () => this.close(ProtocolCloseCode.slow, 'slow'),
    });
    this.connection = owner.table.accept(this.link, codec, address, this, platform.now());
    this.#setAlarm();
  }

  get #now(): number {
    return this.#owner.parts.platform.now();
  }

  receive(message: Message): void {
    this.connection.receive(message, this.#now);
    this.#peer?.setAlarm();
    this.#afterwards();
  }

  drained(): void {
    this.link.outflow.drained();
  }

  closed(code: number, reason: string): void {
    this.connection.closed(code, reason, this.#now);
    this.#afterwards();
  }

  /** Asks the client to go elsewhere. Answers false where it has no session here yet. */
  announceDrain(withinMs: number, reason: string): boolean {
    if (this.connection.session === undefined) return false;
    this.link.send(this.connection.codec.encode({ kind: 'drain', withinMs, reason }));
    return true;
  }

  close(code: number, reason: string): void {
    this.connection.close(code, reason, this.#now);
    this.#afterwards();
  }

  /** The connection may have been closed by what was done. */
  #afterwards(): void {
    if (!this.connection.isClosed) {
      this.#setAlarm();
      return;
    }
    this.#alarm.stop();
    this.link.outflow.closed();
    this.#owner.closed(this);
    this.#owner.tableChanged();
  }

  #setAlarm(): void {
    this.#alarm.set(Math.min(this.connection.nextDeadline(), this.link.outflow.nextDeadline(), this.#expiresAt));
  }

  #timePassed(): void {
    const now = this.#now;
    this.connection.timePassed(now);
    this.link.outflow.timePassed(now);
    if (now >= this.#expiresAt) this.connection.close(ProtocolCloseCode.credentialsExpired, 'the credentials expired', now);
    this.#afterwards();
  }

  onHello(hello: HelloParams): void {
    void this.#decide(hello);
  }

  async #decide({ auth }: HelloParams): Promise<void> {
    const authentication = await identify(this.#authenticate, auth, this.log);
    // Where the connection is closed meanwhile, neither does anything.
    if ('refusal' in authentication) this.connection.refuse(authentication.refusal, this.#now);
    else this.#admit(authentication.identity);
    this.#peer?.setAlarm();
    this.#afterwards();
  }

  #admit(identity: Identity<Ctx>): void {
    const { principal, expiresInMs } = identity;
    this.#expire(expiresInMs);
    this.#identity = identity;
    this.connection.admit(
      {
        principal,
        ...(expiresInMs === undefined ? {} : { expiresInMs }),
        observe: (session) => {
          const peer = new ServerPeer(session, identity, this.#owner);
          this.#owner.add(session, peer);
          return peer;
        },
      },
      this.#now,
    );
  }

  /** The session of a peer rides on this connection. What came in right behind the hello is read next, as from whom the hello said. */
  carries(peer: ServerPeer<Ctx>): void {
    this.#peer = peer;
    if (this.#identity !== undefined) peer.identified(this.#identity);
  }

  #expire(expiresInMs: number | undefined): void {
    this.#expiresAt = this.#now + (expiresInMs ?? Number.POSITIVE_INFINITY);
  }

  onControl(request: RequestEnvelope): void {
    const { id, method } = request;
    const { roomRequests } = this.#owner.parts;
    const peer = this.#peer;
    if (peer === undefined) return;
    if (method === '$/auth') void this.#changeIdentity(id, request.params, peer);
    else if (roomRequests.knows(method)) {
      void roomRequests.answer(request, peer.roomConnection(this), (answer) => this.connection.respond(id, answer));
    } else this.connection.respond(id, { error: systemError('MethodNotFound', 'there is no such control request') });
  }

  /** `$/auth` (protocol §4.8): whoever is refused is gone; rooms that the new credentials do not allow are left before the answer. */
  async #changeIdentity(id: number, params: unknown, peer: ServerPeer<Ctx>): Promise<void> {
    if (this.#isAuthenticating) {
      this.connection.respond(id, { error: systemError('TooMany', 'credentials are looked at already') });
      return;
    }
    const retryAfterMs = peer.takeAuthentication();
    if (retryAfterMs > 0) {
      this.connection.respond(id, { error: systemError('TooMany', 'too many changes of credentials', { retryAfterMs }) });
      return;
    }
    this.#isAuthenticating = true;
    const authentication = await identify(this.#authenticate, authOf(params), this.log);
    if (!this.connection.isClosed) {
      if ('refusal' in authentication) {
        this.connection.dismiss(id, authentication.refusal, this.#now);
        this.#afterwards();
      } else {
        const { expiresInMs } = authentication.identity;
        this.#expire(expiresInMs);
        this.#afterwards();
        await peer.changeIdentity(authentication.identity);
        this.connection.respond(id, { result: expiresInMs === undefined ? {} : { expiresInMs: Math.max(0, Math.floor(expiresInMs)) } });
      }
    }
    this.#isAuthenticating = false;
  }
}

/** The credentials of a `$/auth`. */
function authOf(params: unknown): unknown {
  return typeof params === 'object' && params !== null && 'auth' in params ? params.auth : undefined;
}
