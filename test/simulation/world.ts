import { Store } from './broker/store.ts';
import { Ledger } from './calls/ledger.ts';
import { PublishedClient } from './client/published-client.ts';
import { Faults } from './faults.ts';
import { SimulatedClient } from './hosts/simulated-client.ts';
import { SimulatedServer } from './hosts/simulated-server.ts';
import type { WorldClient } from './hosts/world-client.ts';
import { FeatureCounts } from './kernel/feature-counts.ts';
import { Random } from './kernel/random.ts';
import { Trace } from './kernel/trace.ts';
import { Turn } from './kernel/turn.ts';
import { Violation } from './kernel/violation.ts';
import { VirtualTime } from './kernel/virtual-time.ts';
import type { Modules } from './modules.ts';
import { Network } from './network/network.ts';
import { HelloRules } from './oracle/hello-rules.ts';
import { SessionLosses } from './oracle/session-losses.ts';
import { PublicationBook } from './rooms/publication-book.ts';
import { RoomTruth } from './rooms/room-truth.ts';
import { worldContract } from './rooms/world-contract.ts';
import { TOPICS, type TopicName, worldRoom } from './rooms/world-room.ts';
import { drawSettings, kindOf, type WorldKind } from './settings.ts';
import type { WorldParts } from './world-parts.ts';

/** How long a world may take from the last fault until it is quiet, in virtual ms. The longest chain of waits is far shorter: 25 s until a ping, 10 s for its answer, 60 s that a session is kept, 30 s between attempts. */
const QUIET_WITHIN_MS = 300_000;

/** Longer than any deadline of a call: whatever was planned has happened. */
const SETTLE_MS = 65_000;

/** Longer than the broker takes to be told, and than anything waits that is tried again. */
const LEFT_WITHIN_MS = 40_000;

/** Longer than a store keeps events, values and keys, and than a server keeps a session. */
const FORGOTTEN_WITHIN_MS = 620_000;

/** Longer than a server takes to restart, in ms. */
const WAKE_AFTER_MS = 40_000;

/** How often somebody looks whether a client is missing, in ms. */
const REPLACED_AFTER_MS = 3_000;

/** What became of a world. */
export interface WorldResult {
  readonly steps: number;
  readonly hash: string;
  readonly violation: Violation | undefined;
  readonly features: Readonly<Record<string, number>>;
  readonly trace: readonly string[];
}

/** Lets one world live: at least so many steps with faults, then until all is quiet. The same seed gives the same world. */
export async function runWorld(modules: Modules, seed: number, steps: number, keepsTrace: boolean): Promise<WorldResult> {
  const stage = {
    time: new VirtualTime(),
    trace: new Trace(keepsTrace),
    features: new FeatureCounts(),
    turn: new Turn(),
    random: new Random(`seed ${seed}`),
  };
  const onRejection = (error: unknown) => stage.turn.failed(error, 'a promise that nobody looks at');
  process.on('unhandledRejection', onRejection);
  let violation: Violation | undefined;
  try {
    await new World(modules, stage, kindOf(seed)).run(steps);
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    violation = error;
    stage.trace.add(stage.time.now, 'VIOLATION', error.message);
  } finally {
    process.off('unhandledRejection', onRejection);
  }
  const { time, trace, features } = stage;
  return { steps: time.steps, hash: trace.hash, violation, features: features.toRecord(), trace: trace.lines };
}

type Stage = WorldParts['stage'];

class World {
  readonly #stage: Stage;
  readonly #parts: WorldParts;
  readonly #servers: readonly SimulatedServer[];
  readonly #clients: WorldClient[];
  readonly #kinds: Random;
  #isCalm = false;

  constructor(modules: Modules, stage: Stage, kind: WorldKind) {
    this.#stage = stage;
    this.#kinds = stage.random.fork('kinds of clients');
    const settings = drawSettings(modules.wire, kind, stage.random.fork('settings'));
    stage.trace.add(0, 'world', 'settings', 0, () => JSON.stringify(settings));
    const { kept } = settings.hub;
    const book = new PublicationBook();
    const topics = drawTopics(settings.rooms, stage.random.fork('topics'));
    const rooms = topics.map((name) => worldRoom(name, new RoomTruth(name, kept, book, stage.time)));
    const parts = {
      stage,
      modules,
      settings,
      ledger: new Ledger({ client: settings.limits.client.own.credit, server: settings.limits.server.own.credit }),
      loss: new SessionLosses(),
      hellos: new HelloRules(),
      rooms,
      book,
      store: new Store(stage, rooms, book),
      contract: worldContract(kept),
      isCalm: () => this.#isCalm,
      awakeAt: () => this.#awakeAt(),
    };
    this.#parts = parts;
    this.#servers = Array.from({ length: settings.servers }, (_, index) => new SimulatedServer(parts, index));
    const network = new Network(parts, this.#servers);
    this.#clients = Array.from({ length: settings.clients }, (_, index) => this.#newClient(network, index));
    this.#replaceLater(network);
    if (rooms.length > 0) this.#publishLater(stage.random.fork('publisher'));
    new Faults(parts, this.#clients, this.#servers);
  }

  #newClient(network: Network, index: number): WorldClient {
    const { modules, settings } = this.#parts;
    const isPublished = settings.kind === 'hubs' && this.#kinds.chance(settings.application.share);
    if (isPublished && modules.client !== undefined) return new PublishedClient(this.#parts, network, index, modules.client);
    return new SimulatedClient(this.#parts, network, index);
  }

  /** For each client that is done another one comes, so that a world does not run empty. */
  #replaceLater(network: Network): void {
    this.#stage.time.at(this.#stage.time.now + REPLACED_AFTER_MS, () => {
      if (this.#isCalm) return;
      const { length } = this.#present;
      if (length < this.#parts.settings.clients) this.#clients.push(this.#newClient(network, this.#clients.length));
      this.#replaceLater(network);
    });
  }

  /** Clients that are not done. */
  get #present(): readonly WorldClient[] {
    return this.#clients.filter(({ isDone }) => !isDone);
  }

  #awakeAt(): number {
    const times = this.#present.map(({ host }) => host.awakeAt);
    return times.length === 0 ? this.#stage.time.now : Math.min(...times);
  }

  /** Some server publishes something. */
  #publishLater(random: Random): void {
    this.#stage.time.at(this.#awakeAt() + random.around(this.#parts.settings.publishEveryMs) + 1, () => {
      if (this.#isCalm) return;
      const room = random.pick(this.#parts.rooms);
      random.pick(this.#servers).publish(room, random.pick(room.events));
      this.#publishLater(random);
    });
  }

  async run(steps: number): Promise<void> {
    await this.#stage.turn.end();
    while (this.#stage.time.steps < steps && (await this.#next(Number.POSITIVE_INFINITY)));
    this.#isCalm = true;
    this.#stage.trace.add(this.#stage.time.now, 'world', 'calms down');
    for (const client of this.#present) client.calmDown();
    this.#stage.time.at(this.#stage.time.now + WAKE_AFTER_MS, () => this.#publishLast());
    await this.#untilQuiet();
    await this.#pass(SETTLE_MS);
    this.#expectQuiet();
    if (this.#parts.rooms.length > 0) await this.#expectNothingRemains();
  }

  /** Whoever was forgotten by a server finds out by what comes next. */
  #publishLast(): void {
    const [server] = this.#servers.filter(({ isUp }) => isUp);
    for (const room of this.#parts.rooms) if (room.hasLog && this.#parts.settings.hub.skips > 0) server?.publish(room, 'item');
  }

  async #next(until: number): Promise<boolean> {
    const isThere = this.#stage.time.next(until);
    await this.#stage.turn.end();
    return isThere;
  }

  async #pass(ms: number): Promise<void> {
    const until = this.#stage.time.now + ms;
    while (await this.#next(until));
  }

  async #untilQuiet(): Promise<void> {
    // Whoever sleeps is not to blame.
    const limit = Math.max(...[...this.#clients, ...this.#servers].map(({ host }) => host.awakeAt)) + QUIET_WITHIN_MS;
    // A second at a time: looking after every step would cost more than the steps.
    while (!this.#isQuiet) {
      if (this.#stage.time.now >= limit) this.#expectQuiet();
      await this.#pass(1_000);
    }
  }

  /** Looks no further than to the first thing that is not. */
  get #isQuiet(): boolean {
    return this.#unrest().next().done === true;
  }

  #expectQuiet(): void {
    const unrest = [...this.#unrest()];
    if (unrest.length > 0) throw new Violation('everything comes to rest', unrest.join('; '));
  }

  *#unrest(): Generator<string> {
    const { ledger, rooms } = this.#parts;
    const hosts = [...this.#clients, ...this.#servers].map(({ host }) => host);
    for (const host of hosts) if (host.isUp && host.awakeAt > this.#stage.time.now) yield `${host.name} sleeps`;
    const clients = this.#present;
    const attached = this.#servers.reduce((sum, server) => sum + server.attached, 0);
    if (attached !== clients.length) yield `${attached} sessions are attached, ${clients.length} clients are there`;
    for (const server of this.#servers) yield* server.unrest();
    for (const client of clients) yield* client.unrest();
    for (const { number, caller, outcome } of ledger.records)
      if (outcome === undefined) yield `call ${number} of ${caller.name} is not settled`;
    for (const { number, runs } of ledger.records) {
      if (runs.some(({ isSettled, host }) => !isSettled && host.isUp)) yield `a handler of call ${number} runs`;
    }
    for (const index of rooms.keys()) yield* this.#unrestIn(index);
  }

  /** What is not as it should be among the members of one room. */
  #unrestIn(index: number): string[] {
    const readers = this.#present.flatMap(({ rooms }) => rooms.readers.slice(index, index + 1));
    const present = new Map(readers.flatMap(({ presence }) => (presence === undefined ? [] : [presence])));
    return readers.flatMap((reader) => reader.unrest(present));
  }

  /** Whoever leaves a room leaves nothing there, and whoever goes leaves nothing at all. */
  async #expectNothingRemains(): Promise<void> {
    // One does not trouble to leave.
    for (const client of this.#present.slice(0, 1)) client.close();
    for (const { rooms, host } of this.#present) host.act(() => rooms.leaveAll());
    await this.#pass(LEFT_WITHIN_MS);
    this.#expectNothing(
      'who has left all rooms leaves nothing there',
      this.#servers.flatMap((server) => server.remains()),
    );
    for (const client of this.#present) client.close();
    this.#parts.store.unwatch();
    await this.#pass(1_000);
    this.#expectNothing(
      'who is closed leaves nothing',
      this.#clients.flatMap((client) => client.remains()),
    );
    await this.#pass(FORGOTTEN_WITHIN_MS);
    const { size } = this.#parts.store;
    this.#expectNothing('who is gone leaves nothing', [
      ...this.#servers.flatMap((server) => server.remains()),
      ...(size === 0 ? [] : [`the store remembers ${size} rooms`]),
    ]);
  }

  #expectNothing(invariant: string, remains: readonly string[]): void {
    if (remains.length > 0) throw new Violation(invariant, remains.join('; '));
  }
}

function drawTopics(count: number, random: Random): readonly TopicName[] {
  const left = [...TOPICS];
  return Array.from({ length: count }, () => left.splice(random.between(0, left.length - 1), 1)).flat();
}
