import type { Buffer } from 'node:buffer';
import type { EventEmitter } from 'node:events';
import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { asksForWebSocket, handBack } from './hand-back.ts';
import { isBehindOthers } from './response-socket.ts';
import { Upgrade, type UpgradeTerms } from './upgrade.ts';

/** Answers a request by the routes of an app; Fastify's `routing`. */
export type Routing = (request: IncomingMessage, response: ServerResponse) => void;

/** Where a server keeps its hub: by name, so that two copies of this package share it. The number is that of its shape. */
const HUB = Symbol.for('@trunkline/fastify.upgrade-hub.1');

/** What a socket gets that nobody uses. 5 s: a live peer ends in one round trip, and a dead one holds a descriptor. */
export const DEFAULT_GRACE_MS = 5_000;

/** Until an answer has begun. 30 s: more than hooks and the decision who connects may need, and less than most clients wait. */
const ANSWER_TIMEOUT_MS = 30_000;

/** The longest wait that Node's timers know. */
const MAX_WAIT_MS = 2 ** 31 - 1;

/**
 * The upgrades of one HTTP server.
 *
 * Each request for an upgrade goes through the routes of the app, with all their hooks, unless another listener of the event was
 * faster: one that answers by itself, or another router, such as that of `@fastify/websocket`. So it does not matter who was registered first.
 */
export class UpgradeHub implements UpgradeTerms {
  readonly answerMs = ANSWER_TIMEOUT_MS;
  readonly waiting = new Set<Upgrade>();
  readonly #server: EventEmitter;
  readonly #upgrades = new WeakMap<object, Upgrade>();
  readonly #routing: Routing;
  /** The upgrades that this hub has routed, as opposed to another router. */
  readonly #routed = new WeakSet<Upgrade>();
  #graceMs = DEFAULT_GRACE_MS;
  readonly #whenClosing = new Set<() => void>();
  #isClosing = false;

  private constructor(server: EventEmitter, routing: Routing) {
    this.#server = server;
    this.#routing = routing;
    server.prependListener('upgrade', this.#receive); // before a router that answers within the event
  }

  /** The hub of a server; made when it has none. One server has one app, whose `routing` that is. */
  static of(server: EventEmitter, routing: Routing): UpgradeHub {
    const known: unknown = Reflect.get(server, HUB);
    if (isHub(known)) return known;
    const hub = new UpgradeHub(server, routing);
    Reflect.set(server, HUB, hub);
    return hub;
  }

  get graceMs(): number {
    return this.#graceMs;
  }

  /** @throws {RangeError} when it is no positive number. */
  set graceMs(ms: number) {
    if (!(ms > 0)) throw new RangeError(`graceMs must be more than 0 ms; it is ${String(ms)}`);
    this.#graceMs = Math.min(ms, MAX_WAIT_MS);
  }

  get isClosing(): boolean {
    return this.#isClosing;
  }

  /** The upgrade that a raw request asks for; `undefined` for an ordinary request, and once its socket was taken. */
  find(request: object): Upgrade | undefined {
    return this.#upgrades.get(request);
  }

  /** Whether this hub has sent a request through the routes. False where another router has. */
  hasRouted(upgrade: Upgrade): boolean {
    return this.#routed.has(upgrade);
  }

  /** Leaves a request to other listeners, where there are any and it was this hub that routed it. Answers whether it has. */
  leave(request: object): boolean {
    const upgrade = this.#upgrades.get(request);
    if (upgrade === undefined || !this.#routed.has(upgrade) || this.#server.listenerCount('upgrade') < 2) return false;
    upgrade.leave();
    return true;
  }

  /** Forgets a request whose socket was taken. */
  forget(request: object): void {
    this.#upgrades.delete(request);
  }

  /** Calls back when the app closes, unless the answer is called before. */
  onClose(run: () => void): () => void {
    this.#whenClosing.add(run);
    return () => void this.#whenClosing.delete(run);
  }

  /** From now on nothing is accepted, no socket waits for its peer, and none long for an answer. */
  close(): void {
    this.#isClosing = true;
    for (const run of this.#whenClosing) run();
    for (const upgrade of [...this.waiting]) upgrade.hurry();
  }

  /** Leaves the server as it was. */
  dispose(): void {
    this.#server.off('upgrade', this.#receive);
    Reflect.deleteProperty(this.#server, HUB);
  }

  readonly #receive = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const response = new ServerResponse(request);
    if (isBehindOthers(response, socket)) {
      new Upgrade(socket, head, this).leave(); // nobody tells when its turn comes
      return;
    }
    if (!asksForWebSocket(request) && this.#server.listenerCount('upgrade') === 1) {
      handBack(this.#server, request, socket, head);
      return;
    }
    const upgrade = new Upgrade(socket, head, this);
    this.#upgrades.set(request, upgrade);
    process.nextTick(() => this.#route(request, response, upgrade)); // behind every other listener of this event
  };

  #route(request: IncomingMessage, response: ServerResponse, upgrade: Upgrade): void {
    if (upgrade.isTaken) return;
    if (!upgrade.answerBy(response)) {
      // Another router has it. The 503 of an app that closes comes before all hooks, so that nobody would end the socket.
      if (this.#isClosing) upgrade.answered();
      return;
    }
    this.#routed.add(upgrade);
    this.#routing(request, response);
  }
}

function isHub(value: unknown): value is UpgradeHub {
  return typeof value === 'object' && value !== null;
}
