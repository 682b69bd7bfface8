import { encodePlainError, encodePlainResult, joinPlainAnswers } from '../../src/codec/plain-answer.ts';
import { decodePlain } from '../../src/codec/plain-json-rpc.ts';
import { isObject } from '../../src/envelope/member.ts';

/** The server of the examples in the JSON-RPC specification (§7). */
const METHODS: Readonly<Record<string, (params: unknown) => unknown>> = {
  subtract(params) {
    if (Array.isArray(params)) return Number(params[0]) - Number(params[1]);
    return isObject(params) ? Number(params.minuend) - Number(params.subtrahend) : undefined;
  },
  sum: (params) => (Array.isArray(params) ? params.reduce((sum, member) => sum + Number(member), 0) : undefined),
  get_data: () => ['hello', 5],
  update: () => undefined,
  notify_sum: () => undefined,
  notify_hello: () => undefined,
};

/** Answers a message as a server does that runs its members one after another. */
export function answerPlain(text: string): string | undefined {
  const message = decodePlain(text);
  const answers = message.members.flatMap((member) => {
    if (member.kind === 'refused') return [encodePlainError(member.id, member.error)];
    if (member.id === undefined) return [];
    const run = METHODS[member.method];
    if (run === undefined) return [encodePlainError(member.id, { code: -32601, message: 'Method not found' })];
    return [encodePlainResult(member.id, run(member.params))];
  });
  return joinPlainAnswers(message, answers);
}
