import type { Random } from './random.ts';
import type { Stage } from './stage.ts';
import { thrownAsViolation } from './violation.ts';

/** What runs at a host: its machines, as one. */
export interface Program {
  nextDeadline(): number;
  timePassed(now: number): void;
  /** Called after everything that happened here: sees that the invariants hold. */
  check(): void;
}

/** Latest that a timer of a host that is awake rings, in ms: what a busy event loop costs. */
const TIMER_LATE_MS = 15;

/** One process on one machine: with a clock of its own, timers that ring late, and sleep, in which nothing happens at all. */
export class Host {
  readonly name: string;
  readonly stage: Stage;
  readonly #program: Program;
  readonly #random: Random;
  /** No two machines agree on the time. */
  readonly #clockOffset: number;
  #life = 0;
  #isUp = true;
  #asleepUntil = 0;
  /** What came due in its sleep, in order. */
  readonly #overslept: (() => void)[] = [];
  #timerAt = Number.POSITIVE_INFINITY;
  #timers = 0;

  constructor(stage: Stage, name: string, program: Program) {
    this.stage = stage;
    this.name = name;
    this.#program = program;
    this.#random = stage.random.fork(`host ${name}`);
    this.#clockOffset = this.#random.between(1, 1_000_000_000);
  }

  /** What its own clock shows. */
  get now(): number {
    return this.stage.time.now + this.#clockOffset;
  }

  /** When it can next do something, by the virtual time. */
  get awakeAt(): number {
    return Math.max(this.stage.time.now, this.#asleepUntil);
  }

  /** When it last woke up, or will, by the virtual time. */
  get awakeSince(): number {
    return this.#asleepUntil;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  note(what: string, amount?: number, detail?: () => string): void {
    this.stage.trace.add(this.stage.time.now, this.name, what, amount, detail);
  }

  /** Sleeps: what comes in waits, and timers ring when it is over. */
  sleep(ms: number): void {
    this.#asleepUntil = Math.max(this.#asleepUntil, this.stage.time.now + ms);
  }

  /** The process dies: nothing that it had planned happens. */
  die(): void {
    this.#isUp = false;
    this.#life += 1;
    this.#timers += 1;
    this.#timerAt = Number.POSITIVE_INFINITY;
  }

  start(): void {
    this.#isUp = true;
  }

  /** Lets the application here do something later; not if the process dies before. */
  after(delayMs: number, action: () => void): void {
    this.#plan(delayMs, action, () => true);
  }

  /** A timer: late as timers are, and it does not ring once the answer was called. */
  timer(delayMs: number, ring: () => void): () => void {
    let isWanted = true;
    this.#plan(delayMs + this.#random.between(0, TIMER_LATE_MS), ring, () => isWanted);
    return () => {
      isWanted = false;
    };
  }

  #plan(delayMs: number, action: () => void, isWanted: () => boolean): void {
    const life = this.#life;
    const attempt = () => {
      if (life !== this.#life || !this.#isUp || !isWanted()) return;
      if (this.awakeAt > this.stage.time.now) this.#oversleep(attempt);
      else this.act(action);
    };
    this.stage.time.at(this.stage.time.now + delayMs, attempt);
  }

  /** Keeps the order, also where the sleep is made longer meanwhile: what a store hands over must not be turned round. */
  #oversleep(attempt: () => void): void {
    this.#overslept.push(attempt);
    if (this.#overslept.length === 1) this.stage.time.at(this.awakeAt, () => this.#wakeUp());
  }

  #wakeUp(): void {
    const { time } = this.stage;
    if (this.awakeAt > time.now) time.at(this.awakeAt, () => this.#wakeUp());
    else for (const attempt of this.#overslept.splice(0)) time.at(time.now, attempt);
  }

  /** One step: something happens here, now. */
  act(action: () => void): void {
    this.stage.time.stepped();
    try {
      action();
      if (!this.#isUp) return;
      this.#program.check();
      this.#setTimer();
    } catch (error) {
      throw thrownAsViolation(error, this.name);
    }
  }

  #setTimer(): void {
    const deadline = this.#program.nextDeadline() - this.#clockOffset;
    if (deadline === this.#timerAt) return;
    this.#timerAt = deadline;
    this.#timers += 1;
    const timer = this.#timers;
    const ring = () => {
      if (timer !== this.#timers || !this.#isUp) return;
      if (this.awakeAt > this.stage.time.now) {
        this.stage.time.at(this.awakeAt, ring);
        return;
      }
      this.#timerAt = Number.POSITIVE_INFINITY;
      this.act(() => {
        this.note('timer');
        this.#program.timePassed(this.now);
      });
    };
    this.stage.time.at(Math.max(deadline, this.stage.time.now) + this.#random.between(0, TIMER_LATE_MS), ring);
  }
}
