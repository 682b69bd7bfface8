import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { declaredError, jsonCodec, systemError } from '@trunkline/protocol/wire';
import { settled } from '@trunkline/test-kit/settled';
import type { HubLimits } from '../../src/peer/limits.ts';
import { Desk, desk } from './desk.ts';
import type { HubStep, StrangerStep } from './hub-steps.ts';
import { ScheduleClient } from './schedule-client.ts';
import { Stranger } from './stranger.ts';

/** Small enough that a schedule goes past all of them. */
const LIMITS: Partial<HubLimits> = {
  sendBudgetBytes: 4_000,
  callsInFlight: 4,
  rooms: 3,
  roomsCatchingUp: 1,
  publishesInFlight: 3,
  outboxBytes: 8_000,
  outboxEnvelopes: 40,
  resumeMs: 20_000,
  detachedSessions: 4,
};

/** A hub to which a schedule happens; it keeps account of all that has to end. */
export class HubSchedule {
  readonly test = new Desk({ limits: LIMITS });
  readonly clients: readonly ScheduleClient[];
  /** What went wrong where nobody could be told. */
  readonly faults: string[] = [];
  /** Calls of the server that have not ended. */
  asked = 0;
  #published = 0;

  constructor() {
    const { test } = this;
    this.clients = [
      test.client({ codec: jsonCodec, auth: 'ann' }),
      test.client({ codec: msgpackCodec, auth: 'bob' }),
      test.client({ codec: jsonCodec, auth: 'ann', messageBytes: 2_048 }),
    ].map((client) => new ScheduleClient(client, test.platform));
  }

  async run(step: HubStep): Promise<void> {
    switch (step.kind) {
      case 'settle':
        this.#settle(step.which);
        break;
      case 'ask':
        this.#ask(step.which);
        break;
      case 'serverPublish':
        this.#publish(step.room);
        break;
      case 'kick':
        pick(this.test.hub.peers(), step.which)?.close(step.code, 'out');
        break;
      case 'authentication':
        this.#authenticate(step.how);
        break;
      case 'bar':
        if (!this.test.barred.delete('bob')) this.test.barred.add('bob');
        break;
      case 'quiet':
        await settled();
        break;
      case 'time':
        await this.#pass(step.ms);
        break;
      case 'stranger':
        await this.#stranger(step);
        break;
      default:
        pick(this.clients, step.client)?.act(step);
    }
  }

  #settle(which: number): void {
    pick([...this.test.held.values()], which)?.resolve('done');
    for (const { calls } of this.clients) {
      const call = pick(calls, which);
      if (which % 3 === 0) call?.fail(declaredError('Busy', { key: 'k' }));
      else call?.respond(which % 3 === 1 ? true : 'nonsense');
    }
  }

  #ask(which: number): void {
    const peer = pick(this.test.hub.peers(), which);
    if (peer === undefined) return;
    this.asked += 1;
    const over = () => {
      this.asked -= 1;
    };
    peer.call(desk.client.confirm, { text: '?' }, which % 2 === 0 ? { timeoutMs: 5_000 } : {}).then(over, over);
  }

  #publish(room: 'a' | 'b'): void {
    this.#published += 1;
    const { hub } = this.test;
    const failed = (error: unknown) => void this.faults.push(`publish: ${error}`);
    const text = 'x'.repeat(this.#published % 7 === 0 ? 2_500 : 100);
    hub.room(desk.topics.chat, { room }).publish('message', { text }).catch(failed);
    const tick = { symbol: `s${this.#published % 3}`, price: this.#published };
    hub.room(desk.topics.seats, { room }).publish('tick', tick).catch(failed);
  }

  #authenticate(how: 'at once' | 'slow' | 'refused' | 'unavailable'): void {
    const identity = (auth: unknown) => ({ context: { user: String(auth) }, principal: String(auth), expiresInMs: 40_000 });
    this.test.authenticate = (auth) => {
      if (how === 'refused') throw new Error('refused');
      if (how === 'unavailable') throw systemError('Unavailable', 'later', { retryAfterMs: 100 });
      if (how === 'at once') return identity(auth);
      return new Promise((resolve) => void this.test.platform.after(500, () => resolve(identity(auth))));
    };
  }

  async #pass(ms: number): Promise<void> {
    await this.test.platform.advance(ms);
    for (const { client } of this.clients) client.timePassed();
    await settled();
  }

  async #stranger({ says, codec, end, breaksAt }: StrangerStep): Promise<void> {
    const stranger = new Stranger(this.test, codec);
    stranger.link.onSend = () => {
      if (stranger.link.sent.length === breaksAt) stranger.server.closed(1006, '');
    };
    for (const [index, message] of says.entries()) {
      try {
        stranger.write(message);
      } catch (error) {
        this.faults.push(`receive threw ${error}`);
      }
      // Sometimes in one turn with the hello, sometimes when that is answered.
      if (index % 3 === 0) await settled();
    }
    if (breaksAt === undefined || stranger.link.sent.length < breaksAt) stranger.server.closed(end, '');
  }

  /** Lets everything come to rest, and the hub close. */
  async finish(): Promise<void> {
    this.#authenticate('at once');
    this.test.barred.clear();
    for (const { client } of this.clients) {
      client.link.read();
      client.connect();
    }
    for (let round = 0; round < 4; round += 1) {
      for (const held of this.test.held.values()) held.resolve('done');
      for (const { calls } of this.clients) for (const call of calls) call.respond(true);
      await this.#pass(2_000);
    }
    for (const { client } of this.clients) client.session.close('done', this.test.platform.now());
    await settled();
    await this.test.hub.drain(0);
    this.test.hub.close();
    // Logs and values are kept for a minute.
    await this.#pass(130_000);
  }
}

/** Picks from the end, so that small numbers mean what is recent; `undefined` where there is nothing. */
function pick<Value>(values: readonly Value[], index: number): Value | undefined {
  return values.at(-1 - (index % values.length));
}
