import {
  type CallPlan,
  type CallRequest,
  type Codec,
  type ContractCheck,
  type EncodedValue,
  type Feed,
  isRpcError,
  type ListedProcedure,
  type MaybeLater,
  type OutgoingCall,
  onceChecked,
  type ReadCallOptions,
  systemError,
} from '@trunkline/protocol/wire';
import { requireValid } from '../checks/contract-check.ts';

/** What calls are made with. */
export interface CallCarrier {
  readonly codec: Codec;
  /** Where the client knows its contract by value. */
  readonly check: ContractCheck | undefined;
  now(): number;
  /** What the server told of a procedure, once it has told anything. */
  procedure(name: string): ListedProcedure | undefined;
  call(call: OutgoingCall): void;
}

/** A class, and no object literal with a getter: that would cost each call a hidden class of its own. */
class ClientRequest implements CallRequest {
  readonly method: string;
  readonly params: EncodedValue | undefined;
  readonly trace = undefined;
  readonly hasInput: boolean;
  readonly deadline: number;
  readonly #carrier: CallCarrier;

  constructor(method: string, params: EncodedValue | undefined, hasInput: boolean, timeoutMs: number, carrier: CallCarrier) {
    this.method = method;
    this.params = params;
    this.hasInput = hasInput;
    this.deadline = carrier.now() + timeoutMs;
    this.#carrier = carrier;
  }

  /** Asked when it matters: a call may be older than the first manifest. */
  get isQuery(): boolean {
    return this.#carrier.procedure(this.method)?.isQuery === true;
  }
}

/** How one call of a client is made. What is read is what came: its server has checked it. */
export class ClientCallPlan implements CallPlan {
  readonly input: Feed<unknown> | undefined;
  readonly signal: AbortSignal | undefined;
  readonly #name: string;
  /** Whether the contract takes the params; `undefined` where nothing is checked. */
  readonly #checked: MaybeLater | undefined;
  /** Written at once: what becomes of their object before the call begins changes nothing. */
  readonly #params: EncodedValue | undefined;
  readonly #timeoutMs: number;
  readonly #carrier: CallCarrier;

  /** Params that the contract does not take fail the call when it begins. @throws {TypeError} when they are not plain data. */
  constructor(name: string, params: unknown, { input, signal, timeoutMs }: ReadCallOptions, carrier: CallCarrier) {
    this.#name = name;
    this.#carrier = carrier;
    this.#checked = carrier.check?.params(name, params);
    const isRefused = this.#checked !== undefined && !(this.#checked instanceof Promise) && !this.#checked.ok;
    this.#params = params === undefined || isRefused ? undefined : carrier.codec.encodeValue(params);
    this.#timeoutMs = timeoutMs ?? Number.POSITIVE_INFINITY;
    this.input = input;
    this.signal = signal;
  }

  request(): CallRequest {
    if (this.#checked !== undefined && !(this.#checked instanceof Promise)) requireValid(this.#checked, this.#theParams);
    return new ClientRequest(this.#name, this.#params, this.input !== undefined, this.#timeoutMs, this.#carrier);
  }

  begin(call: OutgoingCall): void {
    if (this.#checked instanceof Promise) void this.#beginLater(call, this.#checked);
    else this.#carrier.call(call);
  }

  async #beginLater(call: OutgoingCall, checked: Promise<Awaited<MaybeLater>>): Promise<void> {
    try {
      requireValid(await checked, this.#theParams);
      if (!call.isSettled) this.#carrier.call(call);
    } catch (error) {
      call.fail(isRpcError(error) ? error : systemError('InvalidParams', `${this.#name}: the call failed`, undefined, { cause: error }));
    }
  }

  get #theParams(): string {
    return `${this.#name}: the params are`;
  }

  writeItem(item: unknown): unknown {
    const { check } = this.#carrier;
    if (check === undefined) return item;
    return onceChecked(check.input(this.#name, item), (checked) => {
      requireValid(checked, `${this.#name}: an item of the input is`);
      return item;
    });
  }

  readItem(item: unknown): unknown {
    return item;
  }

  readResult(value: unknown): unknown {
    return value;
  }
}
