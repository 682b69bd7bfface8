import { type RpcError, systemError } from '../envelope/rpc-error.ts';
import type { ValidationIssue } from './validation-issue.ts';

/** Tells a peer, or who calls one, that what was given is not what the contract says. `what` reads as the head of that: `the params are`. */
export function invalidParams(what: string, issues: readonly ValidationIssue[]): RpcError {
  return systemError('InvalidParams', `${what} not what the contract says`, { issues });
}
