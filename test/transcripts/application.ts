import {
  type Codec,
  declaredError,
  type IncomingCall,
  isSystemErrorName,
  OutgoingCall,
  type PlainId,
  type RpcError,
  type SessionObserver,
  systemError,
} from '@trunkline/protocol/wire';
import type { ApplicationAction, ErrorText } from './action.ts';
import { plainOf, readJsonForm } from './wire-form.ts';

/** What a side was told, without the time: the rest of a line with `see`. */
export type Seen = { readonly see: string } & Readonly<Record<string, unknown>>;

/** The application above one side's sessions: does what lines say, and tells all that it is told. */
export class Application implements SessionObserver {
  readonly #codec: Codec;
  readonly #tell: (seen: Seen) => void;
  readonly #outgoing = new Map<string, OutgoingCall>();
  readonly #incoming = new Map<PlainId, IncomingCall>();

  constructor(codec: Codec, tell: (seen: Seen) => void) {
    this.#codec = codec;
    this.#tell = tell;
  }

  onCall(call: IncomingCall): void {
    const { id } = call;
    this.#incoming.set(id, call);
    call.handler = {
      onAbort: (cause) => this.#tell({ see: 'abort', id, cause: cause.name }),
      onItem: (item) => this.#tell({ see: 'input', id, item: plainOf(item) }),
      onInputEnd: (error) => this.#tell({ see: 'inputEnd', id, ...(error === undefined ? {} : errorSeen(error)) }),
      onWritable: () => this.#tell({ see: 'writable', id }),
    };
    const isMetaEmpty = Object.keys(call.meta).length === 0;
    this.#tell({ see: 'call', id, method: call.method, ...paramsSeen(call.params), ...(isMetaEmpty ? {} : { meta: plainOf(call.meta) }) });
  }

  onNotify({ method, params }: { readonly method: string | number; readonly params: unknown }): void {
    this.#tell({ see: 'notify', method, ...paramsSeen(params) });
  }

  /** `session` sends what belongs to no call yet. */
  perform(
    action: ApplicationAction,
    session: { call(call: OutgoingCall): void; notify(method: string, params: unknown): void },
    now: number,
  ): void {
    switch (action.do) {
      case 'call':
        session.call(this.#newCall(action, now));
        break;
      case 'notify':
        session.notify(action.method, action.params);
        break;
      case 'cancel':
        this.#out(action.name).cancel(new Error('the user went away'));
        break;
      case 'sendInput':
        this.#out(action.name).sendItem(readJsonForm(action.item));
        break;
      case 'endInput':
        this.#out(action.name).endInput(action.error === undefined ? undefined : errorOf(action.error));
        break;
      case 'takeItem':
        this.#out(action.name).consumed();
        break;
      case 'respond':
        this.#in(action.id).respond(readJsonForm(action.result));
        break;
      case 'fail':
        this.#in(action.id).fail(errorOf(action.error));
        break;
      case 'sendItem':
        this.#in(action.id).sendItem(readJsonForm(action.item));
        break;
      case 'takeInput':
        this.#in(action.id).consumed();
        break;
    }
  }

  #newCall({ name, method, params, query, input, timeoutMs }: Extract<ApplicationAction, { do: 'call' }>, now: number): OutgoingCall {
    const call = new OutgoingCall(
      {
        method,
        params: params === undefined ? undefined : this.#codec.encodeValue(readJsonForm(params)),
        trace: undefined,
        isQuery: query === true,
        hasInput: input === true,
        deadline: now + (timeoutMs ?? Number.POSITIVE_INFINITY),
      },
      {
        onItem: (item) => this.#tell({ see: 'item', name, item: plainOf(item) }),
        onWritable: () => this.#tell({ see: 'writable', name }),
        onSettled: (outcome) =>
          this.#tell({ see: 'settled', name, ...(outcome.ok ? { value: plainOf(outcome.value) } : errorSeen(outcome.error)) }),
      },
    );
    this.#outgoing.set(name, call);
    return call;
  }

  #out(name: string): OutgoingCall {
    return known(this.#outgoing.get(name), `no call is named ${name}`);
  }

  #in(id: PlainId): IncomingCall {
    return known(this.#incoming.get(id), `no call came in with the id ${id}`);
  }
}

export function known<Value>(value: Value | undefined, complaint: string): Value {
  if (value === undefined) throw new Error(complaint);
  return value;
}

/** An error that the application makes: one of the system's by its name, any other a declared one. */
export function errorOf({ name, message, data }: ErrorText): RpcError {
  return isSystemErrorName(name) ? systemError(name, message, data) : declaredError(name, data);
}

/** An error as it is told: without its message, which is for people. */
export function errorSeen({ name, data, cause }: RpcError): Readonly<Record<string, unknown>> {
  return {
    error: name,
    ...(data === undefined ? {} : { data: plainOf(data) }),
    ...(cause instanceof Error && cause.name !== 'Error' ? { cause: cause.name } : {}),
  };
}

function paramsSeen(params: unknown): Readonly<Record<string, unknown>> {
  return params === undefined ? {} : { params: plainOf(params) };
}
