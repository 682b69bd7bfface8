import { type CallOutcome, type IncomingCall, readJoinReply } from '@trunkline/protocol/wire';
import type { VirtualPlatform } from '@trunkline/test-kit/virtual-platform';
import type { ClientStep } from './hub-steps.ts';
import { RoomRecord } from './room-record.ts';
import type { TestClient } from './test-client.ts';

/** Something that was asked and how it ended, once it has. */
export interface Fate {
  readonly what: string;
  readonly items: readonly unknown[];
  outcome: CallOutcome | undefined;
}

/** A client of a schedule: does what a step says, and keeps account of what it asked and of what came for rooms. */
export class ScheduleClient {
  readonly client: TestClient;
  readonly record = new RoomRecord();
  /** What the server called. */
  readonly calls: IncomingCall[] = [];
  readonly fates: Fate[] = [];
  readonly #platform: VirtualPlatform;

  constructor(client: TestClient, platform: VirtualPlatform) {
    this.client = client;
    this.#platform = platform;
    client.onEvent = (event) => this.record.see(event);
    client.onDropped = () => this.record.see({ kind: 'dropped' });
    client.onCall = (call) => void this.calls.push(call);
  }

  act(step: ClientStep): void {
    const { client } = this;
    // Mostly there is somebody to do it: a client that lost its connection opens another.
    if (client.connection === undefined || client.connection.isClosed) client.connect();
    switch (step.kind) {
      case 'reconnect':
        client.connect();
        break;
      case 'cut':
        if (!client.link.isClosed) client.link.cut();
        break;
      case 'stall':
        client.link.stall();
        break;
      case 'read':
        client.link.read();
        break;
      case 'close':
        client.connection?.close(1000, 'done', this.#platform.now());
        break;
      case 'auth':
        this.#request('$/auth', { auth: ['ann', 'bob'][this.fates.length % 2] });
        break;
      case 'call':
        this.#call(step.method);
        break;
      default:
        this.#inRoom(step);
    }
  }

  #call(method: string): void {
    const params = {
      whoami: undefined,
      hold: { key: `${this.client.codec.name} ${this.fates.length}` },
      count: { to: 50 },
      flood: { bytes: 700, count: 12 },
      big: { bytes: 3_000 },
    };
    const items: unknown[] = [];
    const fate = this.#fate(method, items);
    void this.client.call(method, Reflect.get(params, method), items).then((outcome) => {
      fate.outcome = outcome;
    });
  }

  #fate(what: string, items: readonly unknown[] = []): Fate {
    const fate: Fate = { what, items, outcome: undefined };
    this.fates.push(fate);
    return fate;
  }

  /** A control request; `then` is called in the turn in which it is granted. */
  #request(method: string, params: unknown, then: (value: unknown) => void = () => {}): void {
    const fate = this.#fate(method);
    this.client.connection?.request(method, params, (outcome) => {
      fate.outcome = outcome;
      if (outcome.ok) then(outcome.value);
    });
  }

  #inRoom({ kind, topic, room }: Extract<ClientStep, { readonly topic: string }>): void {
    const { record } = this;
    const number = record.rooms.at(-1) ?? 1;
    const state = { name: `${this.fates.length}` };
    if (kind === 'join') {
      this.#request('$/join', { topic, params: { room }, ...(topic === 'seats' ? { state } : {}) }, (reply) =>
        record.see({ kind: 'joined', reply: readJoinReply(reply) }),
      );
    } else if (kind === 'leave') this.#request('$/leave', { room: number }, () => record.see({ kind: 'left', room: number }));
    else if (kind === 'state') this.#request('$/state', { room: number, state });
    else this.#request('$/publish', { room: number, event: 'message', data: { text: 'x'.repeat(200) } });
  }
}
