import { type AcceptOptions, createNegotiator, HandshakeError, type Negotiator } from '@trunkline/core/node';

/** What a negotiator is told, besides what every connection may be. */
export interface SubprotocolOptions extends Omit<AcceptOptions, 'protocols'> {
  /** The subprotocols that are spoken. Of those offered the client's first one is taken. */
  readonly protocols: readonly string[];
  /** Whether a client may connect that offers none. */
  readonly plain: boolean;
}

/**
 * Makes a negotiator that agrees on one of these subprotocols, or on none where the client offers none and may do so.
 *
 * Everything else is refused with 400, naming those that are spoken: a connection on which the two sides do not understand each other
 * helps nobody.
 *
 * @throws {TypeError | RangeError} when an option is wrong.
 */
export function createSubprotocolNegotiator({ protocols, plain, ...options }: SubprotocolOptions): Negotiator {
  const known = protocols.join(', ');
  const negotiate = createNegotiator({
    ...options,
    protocols(offered) {
      const chosen = offered.find((protocol) => protocols.includes(protocol));
      if (chosen !== undefined) return chosen;
      throw new HandshakeError('subprotocol', `none of the subprotocols offered is spoken here; offer one of ${known}`, { status: 400 });
    },
  });
  if (plain) return negotiate;
  return (request) => {
    const negotiation = negotiate(request);
    if (negotiation.kind === 'refuse' || negotiation.protocol !== undefined) return negotiation;
    return { kind: 'refuse', problem: 'subprotocol', refusal: { status: 400, message: `offer one of the subprotocols ${known}` } };
  };
}
