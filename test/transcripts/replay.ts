import { isDeepStrictEqual } from 'node:util';
import type { Codec, Message } from '@trunkline/protocol/wire';
import type { Actor, Deed, Witness } from './actor.ts';
import type { Seen } from './application.ts';
import { ClientActor } from './client-actor.ts';
import { PlainActor } from './plain-actor.ts';
import { ServerActor } from './server-actor.ts';
import type { Line, Role, Transcript } from './transcript.ts';
import { jsonFormOf, messageOf } from './wire-form.ts';

/** More timers between two lines than any machine has; a deadline that does not move would ring for ever. */
const MAX_TIMERS = 1_000;

/** Something that the machine did, with its time, in the form of a line. */
type Record = Readonly<{ [key: string]: unknown }>;

/** What is under way to the machine. */
type Cargo = { readonly on: string; readonly message: Message } | { readonly on: string; readonly close: readonly [number, string] };

/**
 * Plays an exchange against the real machine of one role: what the other side and the network do is done to it, and what it does is
 * compared, whole and in order, with its own lines.
 *
 * What goes over connections is one order, what the application sees another; between the two there is none.
 *
 * @throws {Error} naming the first line that is not as the machine has it.
 */
export function replay(transcript: Transcript, role: Role, codec: Codec): void {
  const replaying = new Replay(transcript, role, codec);
  for (const line of transcript.lines) replaying.play(line);
  replaying.finish(transcript.endsAt);
}

class Replay implements Witness {
  readonly #role: Role;
  readonly #codec: Codec;
  readonly #actor: Actor;
  readonly #deeds: Record[] = [];
  readonly #seen: Record[] = [];
  readonly #underWay = new Map<string, Cargo>();
  #now = 0;
  #isAsleep = false;

  constructor({ limits, isPlain }: Transcript, role: Role, codec: Codec) {
    this.#role = role;
    this.#codec = codec;
    if (isPlain) this.#actor = new PlainActor(this);
    else this.#actor = new (role === 'client' ? ClientActor : ServerActor)(codec, this, limits);
  }

  did(on: string, deed: Deed): void {
    const what = 'send' in deed ? { send: jsonFormOf(deed.send, this.#codec) } : { close: deed.close };
    this.#deeds.push({ at: this.#now, on, ...what });
  }

  told(seen: Seen): void {
    this.#seen.push({ at: this.#now, ...seen });
  }

  play(line: Line): void {
    try {
      this.#passTime(line.at);
      this.#play(line);
    } catch (cause) {
      throw new Error(`${line.place}: ${cause instanceof Error ? cause.message : cause}`, { cause });
    }
  }

  finish(endsAt: number): void {
    this.#passTime(endsAt);
    this.#expectNothingMore();
  }

  #passTime(until: number): void {
    if (until > this.#now) this.#expectNothingMore();
    for (let timers = 0; !this.#isAsleep && this.#actor.nextDeadline() <= until; timers += 1) {
      if (timers === MAX_TIMERS) throw new Error('the timers of the machine do not come to rest');
      this.#now = Math.max(this.#now, this.#actor.nextDeadline());
      this.#actor.timePassed(this.#now);
    }
    this.#now = until;
  }

  #play(line: Line): void {
    switch (line.kind) {
      case 'open':
        this.#actor.open(line);
        break;
      case 'send':
        if (line.by === this.#role) this.#expectSent(line);
        else this.#depart(line.as, { on: line.on, message: messageOf(line.message, this.#codec) });
        break;
      case 'close':
        if (line.by === this.#role) this.#expect(this.#deeds, { at: line.at, on: line.on, close: line.close });
        else this.#depart(line.as, { on: line.on, close: line.close });
        break;
      case 'cut':
        if (line.seenBy.includes(this.#role)) this.#deliver({ on: line.on, close: [1006, ''] });
        break;
      case 'arrive':
        this.#arrive(line.as);
        break;
      case 'do':
        if (line.by === this.#role) this.#perform(line);
        break;
      case 'see':
        if (line.by === this.#role) this.#expect(this.#seen, { at: line.at, ...line.seen });
    }
  }

  #perform(line: Extract<Line, { kind: 'do' }>): void {
    this.#isAsleep = line.action.do === 'sleep';
    if (line.action.do === 'wake') this.#actor.timePassed(this.#now);
    else if (!this.#isAsleep) this.#actor.perform(line);
  }

  #expectSent({ at, on, message }: Extract<Line, { kind: 'send' }>): void {
    if ('raw' in message) throw new Error('no machine of ours sends this');
    this.#expect(this.#deeds, { at, on, send: message.json });
  }

  #expect(happened: Record[], expected: Record): void {
    const actual = happened.shift();
    if (!isDeepStrictEqual(actual, expected)) throw new Error(`expected ${JSON.stringify(expected)}, but it was ${JSON.stringify(actual)}`);
  }

  #expectNothingMore(): void {
    const [left] = [...this.#deeds, ...this.#seen];
    if (left !== undefined) throw new Error(`no line tells that the ${this.#role} did this: ${JSON.stringify(left)}`);
  }

  /** What has a name arrives by a line of its own, or never. */
  #depart(name: string | undefined, cargo: Cargo): void {
    if (name === undefined) this.#deliver(cargo);
    else this.#underWay.set(name, cargo);
  }

  #arrive(name: string): void {
    const cargo = this.#underWay.get(name);
    // Else it is on its way to the other side.
    if (cargo !== undefined) this.#deliver(cargo);
  }

  #deliver(cargo: Cargo): void {
    if ('message' in cargo) this.#actor.receive(cargo.on, cargo.message, this.#now);
    else this.#actor.closed(cargo.on, ...cargo.close, this.#now);
  }
}
