import type { ResponseEnvelope } from '../envelope/envelope.ts';
import { type RpcError, toWireError } from '../envelope/rpc-error.ts';

/** How a request is answered. */
export type Answer = { readonly result: unknown } | { readonly error: RpcError };

/** The response that carries an answer. */
export function responseOf(id: number, answer: Answer): ResponseEnvelope {
  return 'error' in answer ? { kind: 'response', id, error: toWireError(answer.error) } : { kind: 'response', id, result: answer.result };
}
