import { DEFAULT_SESSION_LIMITS, type Message, type SessionLimits } from '@trunkline/protocol/wire';
import type { Seen } from './application.ts';
import type { ExchangeLimits, Line } from './transcript.ts';

/** What a machine does over one connection. */
export type Deed = { readonly send: Message } | { readonly close: readonly [number, string] };

/** Who watches a machine. */
export interface Witness {
  did(on: string, deed: Deed): void;
  told(seen: Seen): void;
}

/** One side of an exchange, played by the real machine of its role. */
export interface Actor {
  open(line: Extract<Line, { kind: 'open' }>): void;
  perform(line: Extract<Line, { kind: 'do' }>): void;
  receive(on: string, message: Message, now: number): void;
  closed(on: string, code: number, reason: string, now: number): void;
  nextDeadline(): number;
  timePassed(now: number): void;
}

/** A link whose other end is the exchange. */
export function watchedLink(on: string, witness: Witness) {
  return {
    send: (message: Message) => witness.did(on, { send: message }),
    close: (code: number, reason: string) => witness.did(on, { close: [code, reason] }),
    pause: () => {},
    resume: () => {},
  };
}

/** In exchanges a stream has a credit of 4, so that it is used up within a few lines. */
const OWN_LIMITS: SessionLimits['own'] = { messageBytes: 65_536, credit: 4 };

export function sessionLimits({ outboxEnvelopes, incomingCalls }: ExchangeLimits): SessionLimits {
  const { outbox, ...defaults } = DEFAULT_SESSION_LIMITS;
  return {
    ...defaults,
    own: OWN_LIMITS,
    outbox: { ...outbox, envelopes: outboxEnvelopes ?? outbox.envelopes },
    incomingCalls: incomingCalls ?? defaults.incomingCalls,
  };
}
