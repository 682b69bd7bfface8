import type { CallOutcome, Codec, EncodedValue, OutgoingCall } from '@trunkline/protocol/wire';
import type { Host } from '../kernel/host.ts';
import { pad } from '../kernel/pad.ts';
import { expectThat } from '../kernel/violation.ts';
import type { Wire } from '../modules.ts';
import { type CallPlan, itemBytesOf } from './call-plan.ts';
import type { CallRecord } from './call-record.ts';
import type { ItemContent, Ledger } from './ledger.ts';

/** Deeper than an envelope may nest (protocol §10). */
const TOO_DEEP = 80;

/** Who makes calls, and how. */
export interface CallerPlace {
  readonly host: Host;
  readonly wire: Wire;
  readonly codec: Codec;
  readonly direction: 'up' | 'down';
  readonly ledger: Ledger;
}

/** The application at the calling end of one call: sends its input, takes its items, loses patience. */
export class Caller {
  readonly record: CallRecord;
  readonly call: OutgoingCall;
  readonly #place: CallerPlace;
  readonly #plan: CallPlan;
  #isProducing = false;
  /** Items that came in and are not consumed. */
  #waiting = 0;

  constructor(place: CallerPlace, plan: CallPlan) {
    this.#place = place;
    this.#plan = plan;
    this.record = place.ledger.begin(plan, place.direction, place.host);
    this.call = this.#makeCall(this.record.number);
    expectSettledInTime(place.host, plan.timeoutMs, () => this.call.isSettled, `call ${this.record.number}`);
    if (plan.cancelAfterMs < Number.POSITIVE_INFINITY) place.host.after(plan.cancelAfterMs, () => this.#cancel());
  }

  #makeCall(number: number): OutgoingCall {
    const { wire, codec, host } = this.#place;
    const { isQuery, inputItems, timeoutMs } = this.#plan;
    const request = { method: 'work', params: this.#params(number, codec), trace: undefined, isQuery, hasInput: inputItems !== undefined };
    return new wire.OutgoingCall(
      { ...request, deadline: host.now + timeoutMs },
      {
        onItem: (item) => this.#receive(item),
        onWritable: () => this.produce(),
        onSettled: (outcome) => this.#settle(outcome),
      },
    );
  }

  #params(number: number, codec: Codec): EncodedValue {
    const { isCareless, paramsBytes } = this.#plan;
    return isCareless ? tooDeep(this.#place) : codec.encodeValue({ call: number, pad: pad(paramsBytes) });
  }

  /** Goes on with the input, if it may. */
  produce(): void {
    if (this.#isProducing || this.#plan.inputItems === undefined || this.record.hasEndedInput) return;
    if (!this.call.isWritable || this.call.isSettled) {
      if (!this.call.isSettled && this.call.id > 0) this.#place.host.stage.features.add('producer waits for credit');
      return;
    }
    this.#isProducing = true;
    this.#place.host.after(this.#plan.produceMs, () => {
      this.#isProducing = false;
      this.#sendNext(this.#plan.inputItems ?? 0);
      this.produce();
    });
  }

  #sendNext(total: number): void {
    if (this.call.isSettled || !this.call.isWritable) return;
    const { record } = this;
    if (record.inputsSent === total) {
      record.hasEndedInput = true;
      this.call.endInput();
      return;
    }
    const index = record.inputsSent;
    this.#place.ledger.inputSent(record);
    this.call.sendItem({ call: record.number, run: 0, index, pad: pad(itemBytesOf(this.#plan, index)) } satisfies ItemContent);
  }

  #receive(item: unknown): void {
    this.#place.ledger.itemReceived(this.record, readItem(item));
    this.#waiting += 1;
    if (this.#waiting === 1) this.#consumeLater();
  }

  #consumeLater(): void {
    this.#place.host.after(this.#plan.consumeMs, () => {
      this.record.itemsConsumed += 1;
      this.call.consumed();
      this.#waiting -= 1;
      if (this.#waiting > 0) this.#consumeLater();
    });
  }

  #cancel(): void {
    if (this.call.isSettled) return;
    this.record.isCancelled = true;
    this.#place.host.note(`cancels call ${this.record.number}`);
    this.call.cancel(new Error('lost patience'));
  }

  #settle(outcome: CallOutcome): void {
    const text = outcome.ok ? 'ok' : outcome.error.name;
    this.#place.host.note(`call ${this.record.number} settles: ${text}`);
    if (this.#place.ledger.settled(this.record, outcome)) this.#place.ledger.lostInStep(this.record);
  }
}

/** How late a deadline may be noticed by a host that is awake, in ms: a little more than its timers are late. */
const NOTICED_WITHIN_MS = 50;

/** Sees that what has a deadline is over soon after it. */
export function expectSettledInTime(host: Host, timeoutMs: number, isSettled: () => boolean, what: string): void {
  // In two steps: a host that slept notices when it is awake again.
  host.after(timeoutMs, () => {
    host.after(NOTICED_WITHIN_MS, () =>
      expectThat(isSettled(), 'what has a deadline is over soon after it', () => `${what} at ${host.name}`),
    );
  });
}

/** Params that no honest encoder writes, and that a peer in another language might. */
function tooDeep({ wire, codec }: CallerPlace): EncodedValue {
  if (codec.name === 'json') return new wire.EncodedValue('json', `${'['.repeat(TOO_DEEP)}${']'.repeat(TOO_DEEP)}`);
  // An array of one array of one array …, and an empty one.
  return new wire.EncodedValue(
    'msgpack',
    Uint8Array.from({ length: TOO_DEEP + 1 }, (_, at) => (at === TOO_DEEP ? 0x90 : 0x91)),
  );
}

/** Reads the content of an item. @throws {TypeError} when it is none of ours. */
export function readItem(item: unknown): ItemContent {
  if (typeof item === 'object' && item !== null && 'call' in item && 'run' in item && 'index' in item && 'pad' in item) {
    const { call, run, index, pad: padding } = item;
    if (typeof call === 'number' && typeof run === 'number' && typeof index === 'number' && typeof padding === 'string')
      return { call, run, index, pad: padding };
  }
  throw new TypeError(`no item of ours: ${JSON.stringify(item)}`);
}
