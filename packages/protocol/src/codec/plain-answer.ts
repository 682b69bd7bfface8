import type { WireError } from '../envelope/rpc-error.ts';
import { errorJson, plainJsonOf } from './json-value.ts';
import type { PlainId, PlainMessage } from './plain-json-rpc.ts';

/**
 * Writes the answer to a call of plain JSON-RPC that succeeded: `undefined` as null, bytes as base64 texts (§6).
 *
 * @throws {TypeError} when the result is not plain data.
 */
export function encodePlainResult(id: PlainId, result: unknown): string {
  return encodePlainJsonResult(id, plainJsonOf(result));
}

/** As {@link encodePlainResult}, of a result that is JSON already. */
export function encodePlainJsonResult(id: PlainId, json: string): string {
  return `{"jsonrpc":"2.0","result":${json},"id":${JSON.stringify(id)}}`;
}

/** Writes the answer to a call of plain JSON-RPC that failed. @throws {TypeError} when the data of the error are not plain. */
export function encodePlainError(id: PlainId, error: WireError): string {
  return `{"jsonrpc":"2.0","error":${errorJson(error, plainJsonOf)},"id":${JSON.stringify(id)}}`;
}

/** Joins the answers to a message, in any order, to the message that goes back; `undefined` when there is nothing to say. */
export function joinPlainAnswers({ isBatch }: PlainMessage, answers: readonly string[]): string | undefined {
  if (answers.length === 0) return undefined;
  return isBatch ? `[${answers.join(',')}]` : answers.join('');
}
