import type { RpcError, Validated, ValidationIssue } from '@trunkline/protocol';
import {
  type CallPlan,
  type CallRequest,
  type Codec,
  declaredError,
  type EncodedValue,
  invalidParams,
  type OutgoingCall,
  onceChecked,
  type ReadCallOptions,
  type ServerSession,
  systemError,
} from '@trunkline/protocol/wire';
import type { Log } from '../link/log.ts';
import type { ClientProcedure } from './client-procedure.ts';

/** A client that is called. */
export interface PeerCallTarget {
  readonly session: ServerSession;
  readonly log: Log;
  now(): number;
  /** The session was given a call. */
  onBegun(): void;
}

/** Params in the form of the session's codec, or why they are not. */
type WrittenParams = { readonly params: EncodedValue | undefined } | { readonly error: unknown };

/** How one call of a client is made. */
export class PeerCallPlan implements CallPlan {
  readonly input: ReadCallOptions['input'];
  readonly signal: AbortSignal | undefined;
  readonly #procedure: ClientProcedure;
  readonly #target: PeerCallTarget;
  readonly #timeoutMs: number;
  /** Written at once: what becomes of their object before the call begins changes nothing. */
  readonly #params: WrittenParams;

  /** `params` are the answer of the procedure's validator. Those that cannot be sent fail the call when it begins. */
  constructor(procedure: ClientProcedure, params: Validated, { input, signal, timeoutMs }: ReadCallOptions, target: PeerCallTarget) {
    this.#procedure = procedure;
    this.#target = target;
    this.#timeoutMs = timeoutMs ?? Number.POSITIVE_INFINITY;
    this.input = input;
    this.signal = signal;
    this.#params = written(target.session.codec, procedure.name, params);
  }

  request(): CallRequest {
    if ('error' in this.#params) throw this.#params.error;
    const { name, isQuery, hasInput } = this.#procedure;
    const deadline = this.#target.now() + this.#timeoutMs;
    return { method: name, params: this.#params.params, trace: undefined, isQuery, hasInput, deadline };
  }

  begin(call: OutgoingCall): void {
    const { session } = this.#target.session;
    session.begin(call, this.#target.now());
    this.#target.onBegun();
  }

  writeItem(item: unknown): unknown {
    const { name, input } = this.#procedure;
    return onceChecked(input.send(item), (sent) => {
      if (!sent.ok) throw invalidParams(`${name}: an item of the input is`, sent.issues);
      return sent.value;
    });
  }

  readItem(item: unknown): unknown {
    return onceChecked(this.#procedure.item.receive(item), (read) => this.#valueOf('an item', read));
  }

  readResult(value: unknown): unknown {
    return onceChecked(this.#procedure.result.receive(value), (read) => this.#valueOf('the result', read));
  }

  readError(error: RpcError): RpcError | Promise<RpcError> {
    const what = `the error ${error.name}`;
    const validator = this.#procedure.errors.get(error.name);
    if (validator === undefined) return this.#breach(what, [{ path: '', message: 'is not declared' }]);
    return onceChecked(validator.receive(error.data), (read) =>
      read.ok ? declaredError(error.name, read.value) : this.#breach(what, read.issues),
    );
  }

  #valueOf(what: string, read: Validated): unknown {
    if (!read.ok) throw this.#breach(what, read.issues);
    return read.value;
  }

  /** The client answered what the contract does not say: its fault, which nobody but the log can be told in full. */
  #breach(what: string, issues: readonly ValidationIssue[]): RpcError {
    const { name } = this.#procedure;
    this.#target.log.warn(
      { method: name, peer: this.#target.session.identity.peer, issues },
      `${what} of a client is not what the contract says`,
    );
    return systemError('Internal', `${name}: ${what} is not what the contract says`);
  }
}

function written(codec: Codec, name: string, params: Validated): WrittenParams {
  if (!params.ok) return { error: invalidParams(`${name}: the params are`, params.issues) };
  try {
    return { params: params.value === undefined ? undefined : codec.encodeValue(params.value) };
  } catch (error) {
    return { error };
  }
}
