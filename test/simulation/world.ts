import { Ledger } from './calls/ledger.ts';
import { Faults } from './faults.ts';
import { SimulatedClient } from './hosts/simulated-client.ts';
import { SimulatedServer } from './hosts/simulated-server.ts';
import { FeatureCounts } from './kernel/feature-counts.ts';
import { Random } from './kernel/random.ts';
import { Trace } from './kernel/trace.ts';
import { Violation } from './kernel/violation.ts';
import { VirtualTime } from './kernel/virtual-time.ts';
import type { ProtocolModules } from './modules.ts';
import { Network } from './network/network.ts';
import { HelloRules } from './oracle/hello-rules.ts';
import { SessionLosses } from './oracle/session-losses.ts';
import { ModelBroker } from './rooms/model-broker.ts';
import { drawSettings } from './settings.ts';
import type { WorldParts } from './world-parts.ts';

/** How long a world may take from the last fault until it is quiet, in virtual ms. The longest chain of waits is far shorter: 25 s until a ping, 10 s for its answer, 60 s that a session is kept, 30 s between attempts. */
const QUIET_WITHIN_MS = 300_000;

/** Longer than any deadline of a call: whatever was planned has happened. */
const SETTLE_MS = 65_000;

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
export function runWorld(modules: ProtocolModules, seed: number, steps: number, keepsTrace: boolean): WorldResult {
  const stage = {
    time: new VirtualTime(),
    trace: new Trace(keepsTrace),
    features: new FeatureCounts(),
    random: new Random(`seed ${seed}`),
  };
  let violation: Violation | undefined;
  try {
    new World(modules, stage).run(steps);
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    violation = error;
    stage.trace.add(stage.time.now, 'VIOLATION', error.message);
  }
  const { time, trace, features } = stage;
  return { steps: time.steps, hash: trace.hash, violation, features: features.toRecord(), trace: trace.lines };
}

type Stage = WorldParts['stage'];

class World {
  readonly #stage: Stage;
  readonly #ledger: Ledger;
  readonly #broker: ModelBroker;
  readonly #servers: readonly SimulatedServer[];
  readonly #clients: SimulatedClient[];
  #isCalm = false;

  constructor(modules: ProtocolModules, stage: Stage) {
    this.#stage = stage;
    const settings = drawSettings(modules.wire, stage.random.fork('settings'));
    stage.trace.add(0, 'world', 'settings', 0, () => JSON.stringify(settings));
    this.#ledger = new Ledger({ client: settings.limits.client.own.credit, server: settings.limits.server.own.credit });
    this.#broker = new ModelBroker(stage, settings.rooms, settings.retained);
    const parts = {
      stage,
      modules,
      settings,
      ledger: this.#ledger,
      loss: new SessionLosses(),
      hellos: new HelloRules(),
      broker: this.#broker,
      isCalm: () => this.#isCalm,
      awakeAt: () => this.#awakeAt(),
    };
    this.#servers = Array.from({ length: settings.servers }, (_, index) => new SimulatedServer(parts, index));
    const network = new Network(parts, this.#servers);
    this.#clients = Array.from({ length: settings.clients }, (_, index) => new SimulatedClient(parts, network, index));
    this.#replaceLater(parts, network, settings.clients);
    this.#publishLater(settings.publishEveryMs, stage.random.fork('publisher'));
    new Faults(parts, this.#clients, this.#servers);
  }

  /** For each client that is done another one comes, so that a world does not run empty. */
  #replaceLater(parts: WorldParts, network: Network, clients: number): void {
    this.#stage.time.at(this.#stage.time.now + REPLACED_AFTER_MS, () => {
      if (this.#isCalm) return;
      const present = this.#clients.filter(({ isDone }) => !isDone).length;
      if (present < clients) this.#clients.push(new SimulatedClient(parts, network, this.#clients.length));
      this.#replaceLater(parts, network, clients);
    });
  }

  #awakeAt(): number {
    const times = this.#clients.filter(({ isDone }) => !isDone).map(({ host }) => host.awakeAt);
    return times.length === 0 ? this.#stage.time.now : Math.min(...times);
  }

  #publishLater(everyMs: number, random: Random): void {
    if (this.#broker.rooms.length === 0) return;
    this.#stage.time.at(this.#awakeAt() + random.around(everyMs) + 1, () => {
      if (this.#isCalm) return;
      this.#broker.publish(random.pick(this.#broker.rooms));
      this.#publishLater(everyMs, random);
    });
  }

  run(steps: number): void {
    while (this.#stage.time.steps < steps && this.#stage.time.next(Number.POSITIVE_INFINITY));
    this.#isCalm = true;
    this.#stage.trace.add(this.#stage.time.now, 'world', 'calms down');
    // Whoever was skipped last finds out by what comes next.
    for (const room of this.#broker.rooms) this.#broker.publish(room);
    this.#untilQuiet();
    const end = this.#stage.time.now + SETTLE_MS;
    while (this.#stage.time.next(end));
    this.#expectQuiet();
  }

  #untilQuiet(): void {
    // Whoever sleeps is not to blame.
    const limit = Math.max(...[...this.#clients, ...this.#servers].map(({ host }) => host.awakeAt)) + QUIET_WITHIN_MS;
    // A second at a time: looking after every step would cost more than the steps.
    while (this.#unrest().length > 0) {
      if (this.#stage.time.now >= limit) this.#expectQuiet();
      const until = this.#stage.time.now + 1_000;
      while (this.#stage.time.next(until));
    }
  }

  #expectQuiet(): void {
    const unrest = this.#unrest();
    if (unrest.length > 0) throw new Violation('everything comes to rest', unrest.join('; '));
  }

  #unrest(): string[] {
    const open = this.#ledger.records.filter((record) => record.outcome === undefined);
    const running = this.#ledger.records.filter(({ runs }) => runs.some(({ isSettled, host }) => !isSettled && host.isUp));
    const clients = this.#clients.filter(({ isDone }) => !isDone);
    const joined = clients.reduce((sum, { joinedRooms }) => sum + joinedRooms, 0);
    const members = this.#servers.reduce((sum, server) => sum + server.members, 0);
    const attached = this.#servers.reduce((sum, { attachedSessions }) => sum + attachedSessions, 0);
    const asleep = [...this.#clients, ...this.#servers].filter(({ host }) => host.isUp && host.awakeAt > this.#stage.time.now);
    return [
      ...asleep.map(({ host }) => `${host.name} sleeps`),
      ...(attached === clients.length ? [] : [`${attached} sessions are attached, ${clients.length} clients are there`]),
      ...(joined === members ? [] : [`clients are in ${joined} rooms, servers know of ${members}`]),
      ...open.map(({ number, caller }) => `call ${number} of ${caller.name} is not settled`),
      ...running.map(({ number }) => `a handler of call ${number} runs`),
      ...this.#servers.flatMap((server) => server.unrest()),
      ...this.#clients.flatMap((client) => client.unrest()),
    ];
  }
}
