import type { Client } from '@trunkline/client/platform';
import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { type Codec, jsonCodec } from '@trunkline/protocol/wire';
import { drawCallPlan } from '../calls/call-plan.ts';
import type { WorldClient } from '../hosts/world-client.ts';
import type { Credentials } from '../hub/hub-credentials.ts';
import { PlannedFailure } from '../hub/hub-log.ts';
import { Host, type Program } from '../kernel/host.ts';
import type { Random } from '../kernel/random.ts';
import type { ClientPackage } from '../modules.ts';
import type { Cable } from '../network/cable.ts';
import type { Network } from '../network/network.ts';
import type { WorldContract } from '../rooms/world-contract.ts';
import type { WorldParts } from '../world-parts.ts';
import { ApplicationCall } from './application-call.ts';
import { ApplicationRooms } from './application-rooms.ts';
import { ClientConnections } from './client-connections.ts';
import { ClientPlatform } from './client-platform.ts';
import { StatusWitness } from './status-witness.ts';

const NOTHING: ReadonlySet<string> = new Set();

/** A client as it is published, on a host of the world, with an application that does all that one can do by it. */
export class PublishedClient implements WorldClient, Program {
  readonly host: Host;
  readonly codec: Codec;
  readonly address: string;
  readonly rooms: ApplicationRooms;
  readonly #parts: WorldParts;
  readonly #random: Random;
  readonly #platform: ClientPlatform;
  readonly #client: Client<WorldContract>;
  readonly #status: StatusWitness;
  readonly #connections: ClientConnections;
  readonly #principal: string | null;
  readonly #expiresInMs: number | undefined;
  #calls: ApplicationCall[] = [];
  #denied: ReadonlySet<string> = NOTHING;
  #isOffline = false;
  #isClosed = false;

  constructor(parts: WorldParts, network: Network, index: number, { connectOn }: ClientPackage) {
    const { stage, settings } = parts;
    this.#parts = parts;
    this.host = new Host(stage, `client-${index}`, this);
    this.address = `address ${index}`;
    this.#random = stage.random.fork(this.host.name);
    this.codec = this.#random.pick([jsonCodec, msgpackCodec]);
    this.#principal = settings.hasAnonymous && this.#random.chance(0.5) ? null : `principal ${this.#random.between(0, index)}`;
    this.#expiresInMs = this.#random.chance(0.4) ? this.#random.pick([15_000, 60_000]) : undefined;
    const transport = { isTalkative: this.#random.chance(0.5), closesWithinMs: this.#random.between(0, 300) };
    this.#connections = new ClientConnections(parts, network, this, transport, {
      onCredentials: () => this.rooms.loosen(),
      onGranted: (room, tap) => this.rooms.granted(room, tap),
      onTold: (room, told) => this.rooms.told(room, told),
      onEnded: (room) => this.rooms.ended(room),
      onLost: (tap) => this.rooms.lost(tap),
    });
    this.#platform = new ClientPlatform(this.host, this.#random.fork('platform'), (_, observer) => this.#connections.open(observer));
    this.#status = new StatusWitness(this.host.name, {
      date: () => this.#platform.date(),
      awakeSince: () => this.#platform.date() - this.host.stage.time.now + this.host.awakeSince,
      isConnected: () => this.#connections.isLive,
      isOffline: () => this.#isOffline,
      isClosed: () => this.#isClosed,
      mayStop: () => this.#connections.mayStop,
    });
    const isByValue = this.#random.chance(0.3);
    this.#client = connectOn<WorldContract>(this.#platform, 'ws://world.test/rpc', {
      codec: this.codec,
      auth: ({ rejected }) => this.#authenticate(rejected),
      contract: isByValue ? parts.contract : undefined,
    });
    this.#client.on('status', (status, detail) => {
      this.host.note(`is ${status}`, 0, () => JSON.stringify(detail));
      stage.features.add(`status ${status}`);
      if (status === 'live') this.#isOffline = false;
      stage.turn.guard(this.host.name, () => this.#status.told(status, detail));
      // Nothing that it had survives.
      if (status === 'closed') this.#connections.sessionLost();
    });
    const place = { parts, host: this.host, client: this.#client, random: this.#random.fork('rooms') };
    this.rooms = new ApplicationRooms({
      ...place,
      isDenied: (room) => this.#denied.has(room),
    });
    this.#callLater();
    this.#changeLater();
  }

  // What the application does.

  #callLater(): void {
    const { settings, isCalm, ledger } = this.#parts;
    this.host.after(this.#random.around(settings.callEveryMs) + 1, () => {
      if (this.isDone || isCalm()) return;
      const hasLostSession = () => this.#connections.hasLostSession;
      const place = { host: this.host, client: this.#client, ledger, random: this.#random.fork('call'), hasLostSession };
      this.#calls = this.#calls.filter(({ remains }) => remains.length > 0);
      this.#calls.push(new ApplicationCall(place, drawCallPlan(settings.application.callStyle, this.#random)));
      this.#callLater();
    });
  }

  #changeLater(): void {
    this.host.after(this.#random.around(this.#parts.settings.application.changeEveryMs) + 1, () => {
      if (this.isDone || this.#parts.isCalm()) return;
      if (this.#random.chance(0.2)) this.#goOffline();
      else this.rooms.changeOne();
      this.#changeLater();
    });
  }

  /** Its credentials; they take time, and now and then there are none. */
  async #authenticate(_isRejected: boolean): Promise<Credentials> {
    const { isCalm, stage } = this.#parts;
    stage.turn.guard(this.host.name, () => this.#status.attempted());
    const waitMs = this.#random.chance(0.5) ? 0 : this.#random.around(100);
    if (waitMs > 0) await new Promise<void>((resolve) => this.host.after(waitMs, resolve));
    if (!isCalm() && this.#random.chance(0.03)) throw new PlannedFailure('no credentials');
    return { principal: this.#principal, denied: [...this.#denied], expiresInMs: this.#expiresInMs };
  }

  // What happens to it.

  get isDone(): boolean {
    return !this.host.isUp || this.#client.status === 'closed';
  }

  get openCables(): readonly Cable[] {
    return this.#connections.cables;
  }

  /** The platform says that there is no network; now and then it is wrong. */
  #goOffline(): void {
    const isTrue = this.#random.chance(0.6);
    this.host.stage.features.add(isTrue ? 'network lost' : 'network said to be lost');
    this.#isOffline = true;
    this.host.note('is told to be offline', Number(isTrue));
    this.#platform.observer?.onOffline();
    if (isTrue) this.#connections.setNetwork(false);
    this.host.after(this.#random.between(0, this.#random.pick([500, 5_000, 90_000])), () => this.#goOnline());
  }

  #goOnline(): void {
    this.#isOffline = false;
    this.#connections.setNetwork(true);
    this.host.note('is told to be online');
    this.#status.online();
    this.#platform.observer?.onOnline();
  }

  /** It is in another network. */
  redial(times: number): void {
    this.host.act(() => this.#connections.lose());
    if (times > 1) this.host.after(this.#random.around(300), () => this.#goOnline());
  }

  sleep(ms: number): void {
    this.host.sleep(ms);
    if (this.#random.chance(0.7)) this.host.after(0, () => this.#platform.observer?.onAwake());
  }

  /** Other credentials, with which it may not be in these rooms. Those that never expire are told by another connection. */
  changeRights(denied: ReadonlySet<string>): void {
    this.#denied = denied;
    if (this.#expiresInMs === undefined) this.redial(1);
  }

  calmDown(): void {
    if (this.#denied.size > 0 && this.host.isUp) this.changeRights(NOTHING);
  }

  close(): void {
    this.host.act(() => {
      this.#isClosed = true;
      void this.#client.close();
    });
  }

  vanish(): void {
    this.host.note('vanishes');
    this.host.die();
    for (const cable of this.openCables) {
      cable.toServer.vanish();
      cable.toClient.vanish();
    }
    this.#parts.ledger.forget(this.host);
  }

  // What the host asks. All timers are the client's own.

  nextDeadline(): number {
    return Number.POSITIVE_INFINITY;
  }

  timePassed(): void {}

  check(): void {
    this.#parts.stage.turn.opened();
    this.#status.check(this.#client.status);
  }

  unrest(): string[] {
    if (this.isDone) return [];
    const { name } = this.host;
    const isBroken = this.openCables.some(
      ({ toClient, toServer }) => !(toClient.isOpen && toServer.isOpen && toClient.isFlowing && toServer.isFlowing),
    );
    return [
      ...(this.#client.status === 'live' ? [] : [`${name} is ${this.#client.status}`]),
      ...(isBroken ? [`${name} has a broken cable`] : []),
      ...this.#calls.flatMap(({ remains }) => remains),
    ];
  }

  /** What is left when it is closed. */
  remains(): string[] {
    if (!this.host.isUp || this.#client.status !== 'closed') return [];
    const { name } = this.host;
    const { timers, observer } = this.#platform;
    return [
      ...(timers === 0 ? [] : [`${name} has ${timers} timers`]),
      ...(observer === undefined ? [] : [`${name} watches its platform`]),
      ...(this.#connections.size === 0 ? [] : [`${name} has ${this.#connections.size} connections`]),
      ...this.#calls.flatMap(({ remains }) => remains),
      ...this.rooms.remains(),
    ];
  }
}
