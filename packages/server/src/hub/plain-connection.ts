import { Alarm, type Message, ProtocolCloseCode, systemError } from '@trunkline/protocol/wire';
import { CallSlots } from '../calls/call-slots.ts';
import type { PlainCalls } from '../calls/plain-calls.ts';
import type { Log } from '../link/log.ts';
import type { LinkReceiver, ServerLink } from '../link/server-link.ts';
import type { Identity } from '../peer/identity.ts';
import { MeteredLink } from '../peer/metered-link.ts';
import type { HubParts } from './hub-parts.ts';
import { plainScope } from './plain-scope.ts';

/** A connection without a subprotocol that just opened. Who it is was found out before the upgrade. */
export interface PlainGreeting<Ctx> {
  readonly link: ServerLink;
  readonly log: Log;
  readonly identity: Identity<Ctx>;
}

/** What a plain connection is closed with that sends bytes: it speaks text only (RFC 6455 §7.4.1). */
const UNSUPPORTED = 1003;

/** One connection of plain JSON-RPC 2.0: each message is answered by itself, in whatever order the handlers settle. */
export class PlainConnection<Ctx> implements LinkReceiver {
  readonly #link: MeteredLink;
  readonly #slots: CallSlots;
  readonly #calls: PlainCalls;
  readonly #scope: ReturnType<typeof plainScope<Ctx>>;
  readonly #alarm: Alarm;
  readonly #expiresAt: number;
  readonly #onClosed: (connection: PlainConnection<Ctx>) => void;
  #isClosed = false;

  constructor(
    { link, log, identity }: PlainGreeting<Ctx>,
    parts: HubParts<Ctx>,
    calls: PlainCalls,
    onClosed: (connection: PlainConnection<Ctx>) => void,
  ) {
    const { platform, limits } = parts;
    this.#calls = calls;
    this.#onClosed = onClosed;
    this.#slots = new CallSlots(limits.callsInFlight);
    this.#scope = plainScope(parts, { identity, log, slots: this.#slots });
    this.#expiresAt = platform.now() + (identity.expiresInMs ?? Number.POSITIVE_INFINITY);
    this.#alarm = new Alarm(platform, () => this.#timePassed(platform.now()));
    this.#link = new MeteredLink(link, limits, platform, {
      onCongested: () => this.#setAlarm(),
      onSlow: () => this.close(ProtocolCloseCode.slow, 'slow'),
    });
    this.#setAlarm();
  }

  /** Handlers that run for it. */
  get callsInFlight(): number {
    return this.#slots.size;
  }

  receive(message: Message): void {
    if (this.#isClosed) return;
    if (typeof message === 'string') void this.#answer(message);
    else this.close(UNSUPPORTED, 'plain JSON-RPC is text');
  }

  async #answer(message: string): Promise<void> {
    const answer = await this.#calls.answer(message, this.#scope);
    if (answer === undefined || this.#isClosed) return;
    this.#link.send(answer);
  }

  drained(): void {
    this.#link.outflow.drained();
  }

  closed(): void {
    this.#end();
  }

  close(code: number, reason: string): void {
    if (this.#isClosed) return;
    this.#link.close(code, reason);
    this.#end();
  }

  #end(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#alarm.stop();
    this.#link.outflow.closed();
    this.#slots.abortAll(systemError('Closed', 'the connection is closed'));
    this.#onClosed(this);
  }

  #setAlarm(): void {
    this.#alarm.set(Math.min(this.#expiresAt, this.#link.outflow.nextDeadline()));
  }

  #timePassed(now: number): void {
    this.#link.outflow.timePassed(now);
    if (now >= this.#expiresAt) this.close(ProtocolCloseCode.credentialsExpired, 'the credentials expired');
    if (!this.#isClosed) this.#setAlarm();
  }
}
