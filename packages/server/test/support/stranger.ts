import { type Codec, type Envelope, type HelloParams, jsonCodec, type Message, type OutboundEnvelope } from '@trunkline/protocol/wire';
import type { LinkReceiver } from '../../src/link/server-link.ts';
import { RecordedLink } from './recorded-link.ts';
import type { TestHub } from './test-hub.ts';

/** A client without rules: it says whatever a test lets it say, and what it says arrives at once, paused or not. */
export class Stranger {
  readonly link = new RecordedLink();
  readonly codec: Codec;
  readonly server: LinkReceiver;

  constructor(test: Pick<TestHub, 'accept'>, codec: Codec = jsonCodec) {
    this.codec = codec;
    this.server = test.accept(this.link, codec);
  }

  hello(params: HelloParams = {}): this {
    return this.say({ kind: 'request', id: -1, method: '$/hello', params });
  }

  /** Asks for something of the connection. */
  ask(id: number, method: string, params?: unknown): this {
    return this.say({ kind: 'request', id, method, params });
  }

  say(...envelopes: OutboundEnvelope[]): this {
    for (const envelope of envelopes) this.server.receive(this.codec.encode(envelope));
    return this;
  }

  /** Messages that need not be envelopes. */
  write(...messages: Message[]): this {
    for (const message of messages) this.server.receive(message);
    return this;
  }

  get envelopes(): Envelope[] {
    return this.link.envelopes(this.codec);
  }

  /** What was answered to a request. */
  answerTo(id: number): unknown {
    for (const envelope of this.envelopes) {
      if (envelope.kind === 'response' && envelope.id === id)
        return envelope.error === undefined ? { result: envelope.result } : { error: envelope.error };
    }
    return undefined;
  }

  /** What was answered to the hello, when it was accepted. */
  get greeting(): unknown {
    const [first] = this.envelopes;
    return first?.kind === 'response' ? first.result : undefined;
  }

  /** The token of its session. */
  get token(): string {
    const session = memberOf(this.greeting, 'session');
    return String(memberOf(session, 'token'));
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
