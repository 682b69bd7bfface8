import {
  type CallOutcome,
  type Codec,
  type ContractCheck,
  type ListedEvent,
  type ListedProcedure,
  type NameOrIndex,
  systemError,
} from '@trunkline/protocol/wire';
import { callTree } from '../calls/call-tree.ts';
import { ClientCalls } from '../calls/client-calls.ts';
import { ClientHandlers } from '../calls/client-handlers.ts';
import type { AuthProvider } from '../connector/auth-provider.ts';
import { Connector } from '../connector/connector.ts';
import type { Status } from '../connector/status.ts';
import { ClientRooms } from '../rooms/client-rooms.ts';
import { type Listener, Listeners } from '../rooms/listeners.ts';
import type { Platform } from '../transport/platform.ts';

/** What a client is made of. */
export interface ClientParts {
  readonly url: string;
  readonly codec: Codec;
  readonly platform: Platform;
  readonly auth: AuthProvider | undefined;
  /** Where the client knows its contract by value. */
  readonly check: ContractCheck | undefined;
}

/** A client, untyped; what its application sees is typed by the contract. */
export class ClientCore {
  readonly call: object;
  readonly stream: object;
  readonly safe: object;
  readonly room: object;
  readonly #connector: Connector;
  readonly #rooms: ClientRooms;
  readonly #handlers: ClientHandlers;
  readonly #listeners: Listeners;

  constructor({ url, codec, platform, auth, check }: ClientParts) {
    this.#listeners = new Listeners((error) => platform.report(error));
    this.#handlers = new ClientHandlers((error) => platform.report(error));
    this.#rooms = new ClientRooms({
      platform,
      codec,
      check,
      request: (connection, method, params, answered) => this.#request(connection, method, params, answered),
      event: (topic, event) => this.#event(topic, event),
    });
    this.#connector = new Connector(
      { url, codec, platform, auth },
      {
        onCall: (call) => this.#handlers.run(call),
        onNotify: () => {},
        onConnected: (connection) => this.#rooms.connected(connection),
        onRoom: (connection, envelope, bytes) => this.#rooms.receive(connection, envelope, bytes),
        onLost: (connection) => this.#rooms.connectionLost(connection),
        onStatus: (status, detail) => this.#listeners.tell('status', status, detail),
        onStopped: (reason) => this.#rooms.closed(systemError('Closed', reason)),
      },
    );
    const calls = new ClientCalls({
      codec,
      check,
      now: () => platform.now(),
      procedure: (name) => this.#procedure(name),
      call: (call) => this.#connector.call(call),
    });
    this.call = calls.call;
    this.stream = calls.stream;
    this.safe = calls.safe;
    this.room = callTree((topic, [params, options]) => this.#room(topic, params, options));
    this.#connector.start();
  }

  get status(): Status {
    return this.#connector.status;
  }

  on(kind: string, listener: Listener): () => void {
    if (kind !== 'status') throw new TypeError(`a client has no event ${kind}; listen to status`);
    return this.#listeners.add(kind, listener);
  }

  implement(handlers: object): void {
    this.#handlers.implement(handlers);
  }

  /** Closes for good; calls that wait end as `Closed`, those that were sent as unknown. Resolves once every transport is closed. */
  close(): Promise<void> {
    return this.#connector.close('the client was closed');
  }

  #room(topic: string, params: unknown, options: unknown): unknown {
    const room = this.#rooms.room(topic, params);
    if (typeof options === 'object' && options !== null && 'state' in options) room.setState(options.state);
    return room;
  }

  #request(number: number, method: string, params: unknown, answered: (outcome: CallOutcome) => void): void {
    const connection = this.#connector.connection(number);
    if (connection === undefined) answered({ ok: false, error: systemError('Closed', 'the connection is lost') });
    else connection.request(method, params, answered);
    this.#connector.setAlarm();
  }

  #procedure(name: string): ListedProcedure | undefined {
    return this.#connector.manifest?.procedures.get(name);
  }

  #event(topic: string, event: NameOrIndex): ListedEvent | undefined {
    const events = this.#connector.manifest?.topics.get(topic)?.events;
    // Servers may say an index for the name (protocol §2).
    return typeof event === 'string' ? events?.get(event) : [...(events?.values() ?? [])][event];
  }
}
