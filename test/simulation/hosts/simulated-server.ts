import { drawCallPlan } from '../calls/call-plan.ts';
import { Host, type Program } from '../kernel/host.ts';
import type { Random } from '../kernel/random.ts';
import type { Cable } from '../network/cable.ts';
import type { Dialer } from '../network/network.ts';
import type { Parcel } from '../network/way.ts';
import type { WorldParts } from '../world-parts.ts';
import { ServerProcess } from './server-process.ts';

/** Time that a draining server leaves behind the time for moving until it closes what is left, in ms. */
const DRAIN_GRACE_MS = 3_000;

/** A server at its place behind the address: crashes, drains, and comes back as another process that knows nothing of the one before. */
export class SimulatedServer implements Program {
  readonly host: Host;
  readonly #parts: WorldParts;
  readonly #random: Random;
  #process: ServerProcess;
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

  #newProcess(): ServerProcess {
    this.#processes += 1;
    return new ServerProcess(this.#parts, this.host, `${this.host.name}.${this.#processes}`);
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

  /** Throws somebody out of a room. */
  revokeRoom(): void {
    if (this.isUp) this.host.act(() => this.#process.revokeRoom());
  }

  #callLater(): void {
    const { settings } = this.#parts;
    if (!settings.hasServerCalls || this.#parts.isCalm()) return;
    this.host.after(this.#random.around(settings.callEveryMs * 2) + 1, () => {
      this.#callOne();
      this.#callLater();
    });
  }

  #callOne(): void {
    const sessions = this.#process.attachedSessions;
    if (sessions.length === 0 || this.#parts.isCalm()) return;
    const session = this.#random.pick(sessions);
    if (this.#random.chance(0.3)) this.#process.notify(session);
    else this.#process.call(session, drawCallPlan(this.#parts.settings.callStyle, this.#random));
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

  get attachedSessions(): number {
    return this.#process.attachedSessions.length;
  }

  get members(): number {
    return this.#process.members;
  }

  /** What is not as it should be when all is quiet. */
  unrest(): string[] {
    return this.isUp && !this.#isDraining ? this.#process.unrest() : [`${this.host.name} is not ready`];
  }
}
