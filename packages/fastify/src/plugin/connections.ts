import type { AcceptOptions, Socket } from '@trunkline/core/node';
import type { Hub, HubLimits, LinkReceiver, ServerLink } from '@trunkline/server';
import type { FastifyRequest } from 'fastify';
import { linkEngine } from '../links/engine-link.ts';
import type { Identities } from './identities.ts';
import { OpenSockets } from './open-sockets.ts';
import { SUBPROTOCOLS } from './subprotocols.ts';

/** Time for one message from its first byte to its last, in ms (protocol §10): a megabyte at 10 kB/s. */
const MESSAGE_TIMEOUT_MS = 120_000;

/** What opens a connection on the engine's side: the hub's own limits come first. */
export function engineLimits({ messageBytes, sendBudgetBytes }: HubLimits): NonNullable<AcceptOptions['limits']> {
  return {
    maxMessageBytes: messageBytes,
    messageTimeoutMs: MESSAGE_TIMEOUT_MS,
    highWaterMark: sendBudgetBytes,
    // The hub closes at twice its budget, and says why; this is for what it could still say until then.
    maxBufferedBytes: 4 * sendBudgetBytes + messageBytes,
  };
}

/** Takes upgraded requests to the hub. */
export class Connections {
  readonly #hub: Hub;
  readonly #identities: Identities;
  readonly #sockets = new OpenSockets();

  constructor(hub: Hub, identities: Identities) {
    this.#hub = hub;
    this.#identities = identities;
  }

  /** Before the upgrade: finds out who connects, as far as the request tells. Rejects with what is to be answered over HTTP. */
  async welcome(request: FastifyRequest, protocol: string | undefined): Promise<(socket: Socket) => void> {
    const accept = await this.receiverOf(request, protocol);
    return (socket) => {
      this.#sockets.add(socket);
      linkEngine(socket, accept, () => this.#sockets.delete(socket));
    };
  }

  /** Who receives what a connection brings that speaks this subprotocol, or none. */
  async receiverOf(request: FastifyRequest, protocol: string | undefined): Promise<(link: ServerLink) => LinkReceiver> {
    const { log, ip } = request;
    const codec = protocol === undefined ? undefined : SUBPROTOCOLS.get(protocol);
    if (codec === undefined) {
      const identity = await this.#identities.ofPlain(request);
      return (link) => this.#hub.acceptPlain({ link, log, identity });
    }
    const authenticate = await this.#identities.authenticator(request);
    return (link) => this.#hub.accept({ link, codec, address: ip, log, authenticate });
  }

  /** Resolves once all of the engine's sockets are over; they are closed already. */
  closed(): Promise<void> {
    return this.#sockets.empty();
  }
}
