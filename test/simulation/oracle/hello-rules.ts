import type { Codec, Message, ResumeOffer } from '@trunkline/protocol/wire';
import { expectThat } from '../kernel/violation.ts';

/** Sees that clients offer their sessions as they must (protocol §4). */
export class HelloRules {
  readonly #seen = new Set<string>();

  /** Reads the offer of a client's first message. `owes`: whether the client has a session to offer; `undefined`: nobody can say. */
  offerOf(message: Message, codec: Codec, owes: boolean | undefined): ResumeOffer | undefined {
    const offer = readOffer(codec.decode(message));
    const what = () => JSON.stringify(offer);
    expectThat(owes === undefined || owes === (offer !== undefined), 'a client offers its session exactly while it has one', what);
    if (offer === undefined) return undefined;
    const attempt = `${offer.generation} of ${offer.token}`;
    expectThat(!this.#seen.has(attempt), 'a client raises its generation before each attempt', what);
    this.#seen.add(attempt);
    return offer;
  }
}

function readOffer(hello: object): ResumeOffer | undefined {
  const { params }: { readonly params?: { readonly session?: ResumeOffer } } = hello;
  return params?.session;
}
