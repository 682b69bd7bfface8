import { HubProcess } from '../hub/hub-process.ts';
import { Host, type Program } from '../kernel/host.ts';
import type { Random } from '../kernel/random.ts';
import type { Cable } from '../network/cable.ts';
import type { Dialer } from '../network/network.ts';
import type { Parcel } from '../network/way.ts';
import type { EventName } from '../rooms/world-contract.ts';
import type { WorldRoom } from '../rooms/world-room.ts';
import type { WorldParts } from '../world-parts.ts';
import { ServerProcess } from './server-process.ts';
import type { ServerProgram } from './server-program.ts';

/** Time that a draining server leaves behind the time for moving until it closes what is left, in ms. */
const DRAIN_GRACE_MS = 3_000;

/** A server at its place behind the address: crashes, drains, and comes back as another process that knows nothing of the one before. */
export class SimulatedServer implements Program {
  readonly host: Host;
  readonly #parts: WorldParts;
  readonly #random: Random;
  #process: ServerProgram;
  #processes = 0;
  #isDraining = false;

  constructor(parts: WorldParts, index: number) {
    this.#parts = parts;
    this.host = new Host(parts.stage, `server-${index}`, this);
    this.#random = parts.stage.random.fork(this.host.name);
    this.#process = this.#newProcess();
    this.#callLater();
  }

  get isUp(): boolean {
    return this.host.isUp;
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  #newProcess(): ServerProgram {
    this.#processes += 1;
    const Process = this.#parts.settings.kind === 'hubs' ? HubProcess : ServerProcess;
    return new Process(this.#parts, this.host, `${this.host.name}.${this.#processes}`);
  }

  accept(cable: Cable, { codec, address }: Dialer): (parcel: Parcel) => void {
    this.host.note(`accepts ${cable.name}`);
    return this.#process.accept(cable, codec, address);
  }

  /** Dies at once, and is back after a while. */
  crash(restartAfterMs: number): void {
    if (!this.isUp) return;
    this.host.note('crashes');
    this.host.die();
    this.#process.crash();
    this.host.stage.time.at(this.host.stage.time.now + restartAfterMs, () => this.#restart());
  }

  #restart(): void {
    this.host.note('restarts');
    this.host.start();
    this.#isDraining = false;
    this.#process = this.#newProcess();
    this.#callLater();
  }

  /** Asks its clients to move, closes what is left, and is replaced. */
  drain(withinMs: number): void {
    if (!this.isUp || this.#isDraining) return;
    this.#isDraining = true;
    this.host.act(() => {
      this.host.note('drains');
      this.#process.drain(withinMs);
    });
    this.host.after(withinMs + DRAIN_GRACE_MS, () => {
      this.#process.finish();
      this.host.after(1_000, () => this.crash(this.#random.between(0, 5_000)));
    });
  }

  /** Closes one connection with a code after which its client comes back, or not. */
  closeOne(): void {
    const [code, reason] = this.#random.pick([
      [4002, 'slow'],
      [4006, 'expired'],
      [4005, '500'],
      [1001, 'away'],
      [1009, 'too big'],
      [4503, 'banned'],
    ] as const);
    if (!this.isUp || (code === 4503 && this.#random.chance(0.9))) return;
    this.host.act(() => this.#process.closeOne(code, reason));
  }

  publish(room: WorldRoom, event: EventName): void {
    if (this.isUp) this.#process.publish(room, event);
  }

  /** Cannot reach its store for a while. */
  cutOff(ms: number): void {
    if (this.isUp) this.#process.cutOff(ms);
  }

  #callLater(): void {
    const { settings } = this.#parts;
    if (!settings.hasServerCalls || this.#parts.isCalm()) return;
    this.host.after(this.#random.around(settings.callEveryMs * 2) + 1, () => {
      if (this.#parts.isCalm()) return;
      this.#process.callSomebody();
      this.#callLater();
    });
  }

  nextDeadline(): number {
    return this.#process.nextDeadline();
  }

  timePassed(now: number): void {
    this.#process.timePassed(now);
  }

  check(): void {
    this.#process.check();
  }

  get attached(): number {
    return this.#process.attached;
  }

  /** What is not as it should be when all is quiet. */
  unrest(): string[] {
    return this.isUp && !this.#isDraining ? this.#process.unrest() : [`${this.host.name} is not ready`];
  }

  /** What is left when everybody has left the rooms, or is gone. */
  remains(): string[] {
    return this.#process.remains();
  }
}
