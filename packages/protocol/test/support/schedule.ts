import fc from 'fast-check';
import { declaredError } from '../../src/envelope/rpc-error.ts';
import type { IncomingCall } from '../../src/session/incoming-call.ts';
import type { ServerConnection } from '../../src/session/server-connection.ts';
import { type Cable, LinkedPair, type LinkedPairOptions, type ObservedCall } from './linked-pair.ts';

/** One thing that happens; numbers pick among what there is at that time. */
export type Step =
  | { readonly kind: 'call'; readonly from: 'client' | 'server'; readonly isQuery: boolean; readonly timeoutMs: number }
  | { readonly kind: 'item' | 'answer' | 'fail'; readonly handler: number }
  | { readonly kind: 'consume' | 'giveUp'; readonly call: number }
  | { readonly kind: 'toServer' | 'toClient'; readonly cable: number; readonly messages: number }
  | { readonly kind: 'cut'; readonly cable: number; readonly ends: 'client' | 'server' | 'both' }
  | { readonly kind: 'connect' | 'connectBeside' | 'reconnect' | 'reconnectBeside' }
  | { readonly kind: 'admit'; readonly hello: number }
  | { readonly kind: 'time'; readonly ms: number };

const oneOf = <Kind extends string>(...kinds: Kind[]) => fc.constantFrom(...kinds);

/** The steps of a schedule. `beside`: the client moves away from draining servers, too. */
export function steps(beside: boolean): fc.Arbitrary<Step[]> {
  const timeoutMs = fc.constantFrom(300, 2_000, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  // Mostly the newest connection.
  const cable = fc.constantFrom(0, 0, 0, 0, 1, 2);
  const any = fc.nat({ max: 9 });
  const arbitraries: [weight: number, arbitrary: fc.Arbitrary<Step>][] = [
    [8, fc.record({ kind: oneOf('call'), from: oneOf('client', 'server'), isQuery: fc.boolean(), timeoutMs })],
    [10, fc.record({ kind: oneOf('item', 'item', 'item', 'answer', 'answer', 'fail'), handler: any })],
    [5, fc.record({ kind: oneOf('consume', 'consume', 'consume', 'giveUp'), call: any })],
    [24, fc.record({ kind: oneOf('toServer', 'toClient'), cable, messages: fc.constantFrom(1, 2, 3, 100) })],
    [2, fc.record({ kind: oneOf('cut'), cable, ends: oneOf('both', 'both', 'client', 'server') })],
    [4, fc.record({ kind: oneOf('connect', 'reconnect', 'reconnect') })],
    [beside ? 1 : 0, fc.record({ kind: oneOf('connectBeside', 'reconnectBeside', 'reconnectBeside') })],
    [2, fc.record({ kind: oneOf('admit'), hello: fc.constantFrom(0, 0, 1, 2) })],
    [3, fc.record({ kind: oneOf('time'), ms: fc.constantFrom(10, 100, 900) })],
  ];
  return fc.array(fc.oneof(...arbitraries.map(([weight, arbitrary]) => ({ weight, arbitrary }))), {
    minLength: 40,
    maxLength: 100,
    size: 'max',
  });
}

/** What became of one call: its caller's view, and every run of its handler. */
export interface Fate {
  readonly observed: ObservedCall;
  readonly isQuery: boolean;
  readonly runs: Run[];
}

/** One run of a handler, and how it answered, if it did before it was aborted. */
interface Run {
  readonly call: IncomingCall;
  items: number;
  answer: 'ok' | 'failed' | undefined;
}

/** A pair to which a schedule happens; it keeps account of every call. */
export class Schedule {
  readonly pair: LinkedPair;
  readonly fates: Fate[] = [];
  readonly runs: Run[] = [];
  readonly #hellos: ServerConnection[] = [];
  #seenAtServer = 0;
  #seenAtClient = 0;

  constructor(options: LinkedPairOptions) {
    this.pair = new LinkedPair(options);
    this.pair.live();
    this.pair.decide = (connection) => this.#hellos.push(connection);
  }

  run(step: Step): void {
    const { pair } = this;
    switch (step.kind) {
      case 'call':
        this.#call(step.from, step.isQuery, pair.now + step.timeoutMs);
        break;
      case 'item':
      case 'answer':
      case 'fail':
        this.#act(
          step.kind,
          pick(
            this.runs.filter(({ call }) => !call.isAnswered),
            step.handler,
          ),
        );
        break;
      case 'consume':
        this.#consume(
          pick(
            this.#pending().filter(({ items, consumed }) => consumed < items.length),
            step.call,
          ),
        );
        break;
      case 'giveUp':
        pick(this.#pending(), step.call)?.call.cancel('enough');
        break;
      case 'toServer':
      case 'toClient':
        this.#deliver(step.kind, pick(pair.cables, step.cable), step.messages);
        break;
      case 'cut':
        this.#cut(pick(pair.cables, step.cable), step.ends);
        break;
      case 'connect':
      case 'connectBeside':
        pair.connect(step.kind);
        break;
      case 'reconnect':
        this.#reconnect('connect');
        break;
      case 'reconnectBeside':
        this.#reconnect('connectBeside');
        break;
      case 'admit':
        pick(this.#hellos, step.hello)?.admit(pair.admission(), pair.now);
        break;
      case 'time':
        pair.advance(step.ms);
    }
    this.#takeRuns();
  }

  #call(from: 'client' | 'server', isQuery: boolean, deadline: number): void {
    const request = { isQuery, deadline, params: this.pair.codec.encodeValue([this.fates.length]) };
    const observed = this.pair.newCall('work', request);
    this.fates.push({ observed, isQuery, runs: [] });
    if (from === 'client') this.pair.client.call(observed.call, this.pair.now);
    else this.pair.sessions.at(-1)?.session.begin(observed.call, this.pair.now);
  }

  /** Begins the account of the handlers that started. */
  #takeRuns(): void {
    const { atServer, atClient } = this.pair;
    const started = [...atServer.slice(this.#seenAtServer), ...atClient.slice(this.#seenAtClient)];
    this.#seenAtServer = atServer.length;
    this.#seenAtClient = atClient.length;
    for (const call of started) {
      const run: Run = { call, items: 0, answer: undefined };
      this.runs.push(run);
      const [number] = Array.isArray(call.params) ? call.params : [];
      this.fates[number]?.runs.push(run);
    }
  }

  #act(kind: 'item' | 'answer' | 'fail', run: Run | undefined): void {
    if (run === undefined) return;
    const { call } = run;
    if (kind === 'item') {
      if (!call.isWritable) return;
      call.sendItem([this.runs.indexOf(run), run.items]);
      run.items += 1;
      return;
    }
    if (!call.isAnswered) run.answer = kind === 'answer' ? 'ok' : 'failed';
    if (kind === 'answer') call.respond(this.runs.indexOf(run));
    else call.fail(declaredError('Failed', undefined));
  }

  /** The calls that are not settled. */
  #pending(): ObservedCall[] {
    return this.fates.map(({ observed }) => observed).filter(({ call }) => !call.isSettled);
  }

  #consume(observed: ObservedCall | undefined): void {
    if (observed === undefined) return;
    observed.consumed += 1;
    observed.call.consumed();
  }

  #deliver(kind: 'toServer' | 'toClient', cable: Cable | undefined, messages: number): void {
    if (cable === undefined) return;
    for (let count = 0; count < messages; count += 1) {
      if (kind === 'toServer') this.pair.deliverToServer(cable);
      else this.pair.deliverToClient(cable);
      // Handlers start here, and must be on the account before what comes next settles them.
      this.#takeRuns();
    }
  }

  /** Connects and is admitted; whether the answer arrives is another step's affair. */
  #reconnect(how: 'connect' | 'connectBeside'): void {
    this.#deliver('toServer', this.pair.connect(how), 1);
    this.#hellos.at(-1)?.admit(this.pair.admission(), this.pair.now);
  }

  #cut(cable: Cable | undefined, ends: 'client' | 'server' | 'both'): void {
    if (cable === undefined) return;
    if (ends === 'both') this.pair.cut(cable);
    else cable[ends].closed(1006, '', this.pair.now);
  }

  /** Lets everything come to rest: a good connection, every handler answered, every detached session over. */
  settle(): void {
    const { pair } = this;
    pair.decide = (connection) => connection.admit(pair.admission(), pair.now);
    for (const cable of pair.cables) pair.cut(cable);
    // The first attempt may end in "cannot resume".
    for (let attempt = 0; attempt < 2; attempt += 1) if (pair.cables.at(-1)?.client.isLive !== true) pair.live();
    for (let second = 0; second < 5; second += 1) {
      this.#takeRuns();
      for (const run of [...this.runs]) this.#act('answer', run);
      pair.pump();
      pair.advance(1_000);
      pair.pump();
    }
  }
}

/** Picks from the end, so that small numbers mean what is recent; `undefined` where there is nothing. */
function pick<Value>(values: readonly Value[], index: number): Value | undefined {
  return values.at(-1 - (index % values.length));
}
