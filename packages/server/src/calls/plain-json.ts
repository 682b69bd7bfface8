import { encodePlainResult, type PlainId } from '@trunkline/protocol/wire';

// What the codec writes around a result: the protocol has no writer of a value alone, nor one that takes JSON.
const NULL = 'null';
const HEAD_LENGTH = encodePlainResult(0, null).indexOf(NULL);
const TAIL_LENGTH = encodePlainResult(0, null).length - HEAD_LENGTH - NULL.length;

/** Writes a value as plain JSON-RPC has it, bytes as base64 texts. @throws {TypeError} when it is not plain data. */
export function plainJson(value: unknown): string {
  return encodePlainResult(0, value).slice(HEAD_LENGTH, -TAIL_LENGTH);
}

/** Writes the answer to a call of plain JSON-RPC whose result is JSON already. */
export function plainAnswerOf(id: PlainId, json: string): string {
  const answer = encodePlainResult(id, null);
  return answer.slice(0, HEAD_LENGTH) + json + answer.slice(HEAD_LENGTH + NULL.length);
}
