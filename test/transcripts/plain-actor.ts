import {
  decodePlain,
  encodePlainError,
  encodePlainResult,
  joinPlainAnswers,
  type Message,
  type PlainCall,
  type PlainId,
  type PlainMessage,
  toWireError,
} from '@trunkline/protocol/wire';
import type { Actor, Witness } from './actor.ts';
import { errorOf, known } from './application.ts';
import type { Line } from './transcript.ts';
import { readJsonForm } from './wire-form.ts';

/** A message that is not answered yet: as soon as no call waits, its answers leave together. */
interface Pending {
  readonly message: PlainMessage;
  readonly on: string;
  readonly waiting: Set<PlainId>;
  readonly answers: string[];
}

/** The server of an exchange in plain JSON-RPC: real reading and writing of its messages. */
export class PlainActor implements Actor {
  readonly #witness: Witness;
  #pending: Pending | undefined;

  constructor(witness: Witness) {
    this.#witness = witness;
  }

  open(): void {}

  closed(): void {}

  nextDeadline(): number {
    return Number.POSITIVE_INFINITY;
  }

  timePassed(): void {}

  receive(on: string, text: Message): void {
    const message = decodePlain(text.toString());
    this.#pending = { message, on, waiting: new Set(), answers: [] };
    for (const member of message.members) {
      if (member.kind === 'call') this.#begin(member, this.#pending);
      else this.#pending.answers.push(encodePlainError(member.id, member.error));
    }
    this.#answer();
  }

  #begin({ id, method, params }: PlainCall, { waiting }: Pending): void {
    if (id !== undefined) waiting.add(id);
    this.#witness.told({ see: 'call', ...(id === undefined ? {} : { id }), method, ...(params === undefined ? {} : { params }) });
  }

  perform({ action }: Extract<Line, { kind: 'do' }>): void {
    if (action.do !== 'respond' && action.do !== 'fail') throw new Error(`plain JSON-RPC has no ${action.do}`);
    const { waiting, answers } = known(this.#pending, 'nothing was asked');
    if (!waiting.delete(action.id)) throw new Error(`no call waits with the id ${action.id}`);
    const { id } = action;
    answers.push(
      action.do === 'respond'
        ? encodePlainResult(id, readJsonForm(action.result))
        : encodePlainError(id, toWireError(errorOf(action.error))),
    );
    this.#answer();
  }

  #answer(): void {
    const { message, on, waiting, answers } = known(this.#pending, 'nothing was asked');
    const answer = waiting.size === 0 ? joinPlainAnswers(message, answers) : undefined;
    if (answer !== undefined) this.#witness.did(on, { send: answer });
  }
}
