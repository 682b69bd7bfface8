import {
  decodePlain,
  encodePlainError,
  joinPlainAnswers,
  type NameOrIndex,
  type NotifyEnvelope,
  type PlainCall,
  RpcError,
} from '@trunkline/protocol/wire';
import type { CallScope } from './call-scope.ts';
import type { CallSlots } from './call-slots.ts';
import { admit, type ProcedureFinder } from './dispatch-call.ts';
import { LoneCall } from './lone-call.ts';
import { PlainAnswerer, plainRefusal } from './plain-answerer.ts';
import type { ProcedureEntry } from './procedure-entry.ts';
import { noSlot, streamRequired } from './refusals.ts';
import { runCall } from './run-call.ts';

/** What calls without a session are run with. */
export interface SlotScope<Ctx = unknown> extends CallScope<Ctx> {
  /** Shared by all messages of one plain connection. When that is gone, or the client of a `POST`, its owner aborts them all. */
  readonly slots: CallSlots;
}

/** Answers plain JSON-RPC 2.0, of connections without a session and of `POST` (protocol §6.1). */
export class PlainCalls {
  readonly #procedures: ProcedureFinder;

  constructor(procedures: ProcedureFinder) {
    this.#procedures = procedures;
  }

  /**
   * Answers one message, a batch too; its members run at the same time. Never rejects.
   *
   * Resolves when the last of them is answered, notifications included, with `undefined` when there is nothing to say.
   */
  async answer(text: string, scope: SlotScope): Promise<string | undefined> {
    const message = decodePlain(text);
    const answers = await Promise.all(
      message.members.map((member) =>
        member.kind === 'refused' ? encodePlainError(member.id, member.error) : this.#answerCall(member, scope),
      ),
    );
    return joinPlainAnswers(
      message,
      answers.filter((answer) => answer !== undefined),
    );
  }

  #answerCall({ id, method, params }: PlainCall, scope: SlotScope): Promise<string | undefined> {
    return new Promise((resolve) => {
      const entry = admitAlone(this.#procedures, method, scope);
      if (entry instanceof RpcError) {
        resolve(plainRefusal(id, entry));
        return;
      }
      const call = new LoneCall(params, {}, new PlainAnswerer(id, entry.hasItems, resolve), scope.slots);
      if (scope.slots.take(call)) runCall(entry, call, scope, entry.receivePlain);
      else call.fail(noSlot());
    });
  }
}

/** Runs what a notification of a session asks for, if that can be done without a stream; nobody is told what came of it (protocol §2.6). */
export function dispatchNotification(
  procedures: ProcedureFinder,
  { method, params, meta = {} }: Omit<NotifyEnvelope, 'kind'>,
  scope: SlotScope,
): void {
  const entry = admitAlone(procedures, method, scope);
  if (entry instanceof RpcError) return;
  const call = new LoneCall(params, meta, new PlainAnswerer(undefined, entry.hasItems, () => {}), scope.slots);
  if (scope.slots.take(call)) runCall(entry, call, scope);
}

function admitAlone(procedures: ProcedureFinder, method: NameOrIndex, scope: CallScope): ProcedureEntry | RpcError {
  const entry = admit(procedures, method, scope);
  if (entry instanceof RpcError || !entry.hasInput) return entry;
  return streamRequired(`${entry.name} takes a stream: it needs a session`);
}
