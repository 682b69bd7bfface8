import type { SimulatedServer } from './hosts/simulated-server.ts';
import type { WorldClient } from './hosts/world-client.ts';
import type { Random } from './kernel/random.ts';
import type { Cable } from './network/cable.ts';
import type { Fault } from './settings.ts';
import type { WorldParts } from './world-parts.ts';

/** What goes wrong in a world, one thing after another, until it is calm. */
export class Faults {
  readonly #parts: WorldParts;
  readonly #clients: readonly WorldClient[];
  readonly #servers: readonly SimulatedServer[];
  readonly #random: Random;

  constructor(parts: WorldParts, clients: readonly WorldClient[], servers: readonly SimulatedServer[]) {
    this.#parts = parts;
    this.#clients = clients;
    this.#servers = servers;
    this.#random = parts.stage.random.fork('faults');
    if (parts.settings.faults.some(([, weight]) => weight > 0)) this.#later();
  }

  #later(): void {
    const { time } = this.#parts.stage;
    time.at(this.#parts.awakeAt() + this.#random.around(this.#parts.settings.faultEveryMs), () => {
      if (this.#parts.isCalm()) return;
      const fault = this.#random.pickWeighted(this.#parts.settings.faults);
      this.#do(fault);
      this.#later();
    });
  }

  #do(fault: Fault): void {
    const client = this.#pickClient();
    if (client === undefined) return;
    const server = this.#random.pick(this.#servers);
    const { stage } = this.#parts;
    stage.features.add(`fault: ${fault}`);
    stage.trace.add(stage.time.now, 'fault', fault, 0, () => `${client.host.name}, ${server.host.name}`);
    switch (fault) {
      case 'cut':
        this.#cable(client)?.cut({ client: this.#noticeMs(), server: this.#noticeMs() });
        break;
      case 'half-open':
        this.#halfOpen(this.#cable(client));
        break;
      case 'stall':
        this.#stall(this.#cable(client));
        break;
      case 'redial':
        client.redial(this.#random.between(1, 3));
        break;
      case 'client sleeps':
        client.sleep(this.#sleepMs());
        break;
      case 'server sleeps':
        server.host.sleep(this.#random.around(3_000));
        break;
      case 'server crashes':
        server.crash(this.#random.around(3_000));
        break;
      case 'server drains':
        if (this.#servers.length > 1 || this.#random.chance(0.3)) server.drain(this.#random.between(0, 5_000));
        break;
      case 'server closes':
        server.closeOne();
        break;
      case 'client closes':
        client.close();
        break;
      case 'client vanishes':
        client.vanish();
        break;
      case 'client reads slowly':
        this.#cable(client)?.toClient.slowDown(this.#random.between(1, 500), this.#random.around(10_000));
        break;
      case 'client stops reading':
        this.#cable(client)?.toClient.stall(this.#random.around(15_000));
        break;
      case 'rights change':
        this.#changeRights(client);
        break;
      case 'server loses store':
        server.cutOff(this.#random.around(3_000));
        break;
      case 'store lost':
        this.#parts.store.lose();
    }
  }

  #changeRights(client: WorldClient): void {
    const denied = this.#parts.rooms.filter(() => this.#random.chance(0.4)).map(({ name }) => name);
    client.changeRights(new Set(denied));
  }

  #pickClient(): WorldClient | undefined {
    const present = this.#clients.filter(({ isDone, host }) => !isDone && host.awakeAt === this.#parts.stage.time.now);
    return present.length === 0 ? undefined : this.#random.pick(present);
  }

  #cable(client: WorldClient): Cable | undefined {
    const cables = client.openCables;
    return cables.length === 0 ? undefined : this.#random.pick(cables);
  }

  /** When one side learns that its connection is broken: soon, late, or only by asking. */
  #noticeMs(): number | undefined {
    return this.#random.pick([0, this.#random.around(100), this.#random.around(5_000), undefined]);
  }

  #halfOpen(cable: Cable | undefined): void {
    const which = this.#random.pick(['both', 'client', 'server']);
    if (which !== 'client') cable?.toServer.vanish();
    if (which !== 'server') cable?.toClient.vanish();
  }

  #stall(cable: Cable | undefined): void {
    const ms = this.#random.around(4_000);
    if (this.#random.chance(0.6)) cable?.toClient.stall(ms);
    if (this.#random.chance(0.6)) cable?.toServer.stall(ms);
  }

  /** Seconds to hours. */
  #sleepMs(): number {
    const most = this.#random.chance(0.6) ? 3_000 : this.#random.chance(0.8) ? 40_000 : 3 * 3_600_000;
    return this.#random.around(most);
  }
}
