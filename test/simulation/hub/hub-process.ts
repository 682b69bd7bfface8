import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { type Codec, jsonCodec, systemError } from '@trunkline/protocol/wire';
import type { Hub, HubLimits, Identity } from '@trunkline/server';
import { ServerBroker } from '../broker/server-broker.ts';
import type { ServerProgram } from '../hosts/server-program.ts';
import type { Host } from '../kernel/host.ts';
import { pad } from '../kernel/pad.ts';
import type { Random } from '../kernel/random.ts';
import type { Cable } from '../network/cable.ts';
import type { Parcel } from '../network/way.ts';
import type { PublicationRecord } from '../rooms/publication-book.ts';
import type { EventName } from '../rooms/world-contract.ts';
import type { TopicName, WorldRoom } from '../rooms/world-room.ts';
import type { Settings } from '../settings.ts';
import type { WorldParts } from '../world-parts.ts';
import { HubApplication, type SimulatedContext } from './hub-application.ts';
import { deniedOf, expiresInMsOf, principalOf } from './hub-credentials.ts';
import { HubLog } from './hub-log.ts';
import { HubPlatform } from './hub-platform.ts';
import { HubPort } from './hub-port.ts';
import { LingeringRules } from './lingering-rules.ts';

/** After which a publish of the server is tried again whose outcome is not known, in ms. */
const PUBLISH_AGAIN_MS = 500;

/** The first close code that an application may give: lower ones are the transport's. */
const FIRST_CODE = 4000;

/** Timers of one open connection, at most: its own, and its session's. */
const TIMERS_PER_CONNECTION = 2;

/** One life of a server: a real hub with an application, on the store that all servers share. */
export class HubProcess implements ServerProgram {
  readonly #parts: WorldParts;
  readonly #host: Host;
  readonly #name: string;
  readonly #random: Random;
  readonly #platform: HubPlatform;
  readonly #log: HubLog;
  readonly #broker: ServerBroker;
  readonly #hub: Hub<SimulatedContext>;
  readonly #application: HubApplication;
  readonly #lingering: LingeringRules;
  readonly #ports = new Set<HubPort>();
  #isClosed = false;

  constructor(parts: WorldParts, host: Host, name: string) {
    const { settings, modules, stage, store, ledger, contract, isCalm } = parts;
    const style = settings.hub;
    this.#parts = parts;
    this.#host = host;
    this.#name = name;
    this.#random = stage.random.fork(`hub ${name}`);
    this.#platform = new HubPlatform(host, name, style.hasLateTurns);
    this.#log = new HubLog(stage.turn, name, () => store.losses > 0 || this.#isClosed);
    const onMember = (room: string, peer: string, isMember: boolean) => this.#memberTold(room, peer, isMember);
    this.#broker = new ServerBroker({ host, store, style: style.broker, random: this.#random.fork('broker'), isCalm, onMember });
    const { server } = modules;
    this.#hub = new server.Hub<SimulatedContext>({
      contract,
      platform: this.#platform,
      broker: this.#broker,
      log: this.#log,
      limits: limitsOf(settings),
    });
    this.#lingering = new LingeringRules(stage.time, () => this.#hub.peers());
    const random = this.#random.fork('application');
    const truthOf = (room: TopicName) => this.#roomOf(room).truth;
    this.#application = new HubApplication({ host, hub: this.#hub, server, contract, ledger, style, random, truthOf, isCalm });
  }

  #memberTold(room: string, peer: string, isMember: boolean): void {
    if (isMember) this.#lingering.set(room, peer);
    else this.#parts.stage.turn.guard(this.#name, () => this.#lingering.removes(room, peer));
  }

  #roomOf(name: TopicName): WorldRoom {
    const room = this.#parts.rooms.find((one) => one.name === name);
    if (room === undefined) throw new RangeError(`no room ${name}`);
    return room;
  }

  get attached(): number {
    return this.#hub.peers().filter(({ isConnected }) => isConnected).length;
  }

  accept(cable: Cable, codec: Codec, address: string): (parcel: Parcel) => void {
    const { hub, limits } = this.#parts.settings;
    // The hub's own, whichever copy of the protocol the client has.
    const own = codec.name === 'json' ? jsonCodec : msgpackCodec;
    const port = new HubPort(cable, {
      host: this.#host,
      style: hub,
      codec: own,
      mostMessageBytes: limits.client.own.messageBytes,
      skips: () => hub.skips > 0 && !this.#parts.isCalm() && this.#random.chance(hub.skips),
      onTakenOver: () => this.#lingering.takenOver(),
    });
    this.#ports.add(port);
    port.connect(
      this.#hub.accept({
        link: port.link,
        codec: own,
        address,
        log: this.#log,
        authenticate: (auth) => this.#authenticate(auth),
      }),
    );
    return (parcel) => port.receive(parcel);
  }

  async #authenticate(auth: unknown): Promise<Identity<SimulatedContext>> {
    const { settings, isCalm, stage } = this.#parts;
    const isRefused = !isCalm() && this.#random.chance(settings.refuses);
    await new Promise<void>((resolve) => this.#host.after(this.#random.between(0, settings.authMs), resolve));
    if (isRefused) {
      stage.features.add('hello refused');
      throw this.#random.chance(0.5)
        ? systemError('Unavailable', 'busy', { retryAfterMs: this.#random.between(0, 2_000) })
        : systemError('Unauthenticated');
    }
    return { principal: principalOf(auth), context: { denied: deniedOf(auth) }, expiresInMs: expiresInMsOf(auth) };
  }

  callSomebody(): void {}

  publish(room: WorldRoom, event: EventName): void {
    const { book, settings } = this.#parts;
    const key = this.#random.pick(['a', 'b', 'c']);
    const bytes = this.#random.between(0, settings.hub.eventBytes);
    const record = book.begin(room.name, event, key, `server ${this.#name}`, bytes);
    record.isLoose = true;
    this.#host.act(() => this.#publish(room.name, record, bytes));
  }

  /** What failed is tried again: it may have taken effect. */
  #publish(room: TopicName, record: PublicationRecord, bytes: number): void {
    const { number, event, key } = record;
    const again = () => {
      this.#parts.stage.features.add('server publishes again');
      this.#host.after(PUBLISH_AGAIN_MS, () => this.#publish(room, record, bytes));
    };
    const content = { number, key, pad: pad(bytes) };
    this.#application.publish(room, event, content, `key ${number}`).catch(event === 'blip' ? () => {} : again);
  }

  cutOff(ms: number): void {
    this.#broker.cutOff(ms);
  }

  closeOne(code: number, reason: string): void {
    if (code < FIRST_CODE) return;
    const connected = this.#hub.peers().filter(({ isConnected }) => isConnected);
    if (connected.length > 0) this.#random.pick(connected).close(code, reason);
  }

  drain(withinMs: number): void {
    void this.#hub.drain(withinMs);
  }

  finish(): void {
    this.#isClosed = true;
    this.#hub.close();
  }

  crash(): void {
    for (const { cable } of this.#ports) {
      cable.toServer.vanish();
      cable.toClient.cut(this.#random.chance(0.8) ? this.#random.between(0, 200) : undefined);
    }
    this.#broker.die();
    this.#parts.ledger.forget(this.#host);
  }

  nextDeadline(): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (const port of this.#ports) earliest = Math.min(earliest, port.nextDeadline());
    return earliest;
  }

  timePassed(now: number): void {
    for (const port of this.#ports) port.timePassed(now);
  }

  check(): void {
    this.#parts.stage.turn.opened();
    this.#lingering.look();
    for (const port of this.#ports) if (port.isClosed) this.#ports.delete(port);
  }

  unrest(): string[] {
    const detached = this.#hub.peers().length - this.attached;
    const dead = [...this.#ports].filter(({ cable }) => !cable.toClient.isOpen).length;
    return [
      ...(detached === 0 ? [] : [`${detached} sessions are detached at ${this.#name}`]),
      ...(dead === 0 ? [] : [`${this.#name} does not know of ${dead} dead connections`]),
    ];
  }

  remains(): string[] {
    const { subscriptions } = this.#broker;
    const { timers } = this.#platform;
    const peers = this.#hub.peers().length;
    // One more looks after the detached.
    const most = peers === 0 ? 0 : peers * TIMERS_PER_CONNECTION + 1;
    return [
      ...(subscriptions === 0 ? [] : [`${this.#name} listens to ${subscriptions} rooms`]),
      ...(timers <= most ? [] : [`${this.#name} has ${timers} timers for ${peers} peers`]),
      ...(peers === this.attached ? [] : [`${this.#name} has peers that are not there`]),
    ];
  }
}

function limitsOf({ limits: { server }, detached, hub }: Settings): Partial<HubLimits> {
  return {
    messageBytes: server.own.messageBytes,
    credit: server.own.credit,
    callsInFlight: server.incomingCalls,
    unconsumedInputBytes: server.unconsumedInputBytes,
    // What is sent again at once must not be more than may wait.
    outboxBytes: Math.min(server.outbox.bytes, hub.sendBudgetBytes),
    outboxEnvelopes: server.outbox.envelopes,
    sendBudgetBytes: hub.sendBudgetBytes,
    slowTimeoutMs: hub.slowTimeoutMs,
    roomsCatchingUp: hub.roomsCatchingUp,
    resumeMs: detached.keptMs,
    detachedBytes: detached.bytes,
    detachedSessions: detached.sessions,
  };
}
