import type { Codec } from '../../src/envelope/codec.ts';
import type { Envelope, OutboundEnvelope } from '../../src/envelope/envelope.ts';
import type { Message } from '../../src/envelope/message.ts';
import type { ClientConnection } from '../../src/session/client-connection.ts';
import type { ResumeOffer } from '../../src/session/hello.ts';
import type { ServerConnection } from '../../src/session/server-connection.ts';
import type { LinkedPair } from './linked-pair.ts';

/** A link that writes down what goes into it, and whether it is being read. */
export class RecordedLink {
  readonly #codec: Codec;
  readonly envelopes: Envelope[] = [];
  readonly closes: { readonly code: number; readonly reason: string }[] = [];
  isPaused = false;
  /** What happens as soon as something was sent. */
  onSend: () => void = () => {};

  constructor(codec: Codec) {
    this.#codec = codec;
  }

  send(message: Message): void {
    if (this.closes.length > 0) return;
    this.envelopes.push(this.#codec.decode(message));
    this.onSend();
  }

  close(code: number, reason: string): void {
    if (this.closes.length === 0) this.closes.push({ code, reason });
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  get code(): number | undefined {
    return this.closes[0]?.code;
  }
}

/** A client without rules, at a pair's server: it says whatever a test lets it say. */
export class StrangeClient {
  readonly link: RecordedLink;
  readonly server: ServerConnection;
  readonly #pair: LinkedPair;

  constructor(pair: LinkedPair, codec: Codec = pair.codec) {
    this.#pair = pair;
    this.link = new RecordedLink(codec);
    this.server = pair.acceptAtServer(this.link, codec);
  }

  hello(session?: ResumeOffer, more: object = {}): this {
    return this.say({ kind: 'request', id: -1, method: '$/hello', params: session === undefined ? more : { ...more, session } });
  }

  say(...envelopes: OutboundEnvelope[]): this {
    for (const envelope of envelopes) this.server.receive(this.server.codec.encode(envelope), this.#pair.now);
    return this;
  }

  closed(code: number): void {
    this.server.closed(code, '', this.#pair.now);
  }

  /** What the server answered to the hello. */
  get greeting(): unknown {
    const [first] = this.link.envelopes;
    return first?.kind === 'response' ? (first.error ?? first.result) : undefined;
  }
}

/** A server without rules, for a pair's client. */
export class StrangeServer {
  readonly link: RecordedLink;
  readonly client: ClientConnection;
  readonly #pair: LinkedPair;

  constructor(pair: LinkedPair, how: 'connect' | 'connectBeside' = 'connect') {
    this.#pair = pair;
    this.link = new RecordedLink(pair.codec);
    this.client = pair.client[how](this.link, {}, pair.now);
  }

  welcome(session: object = {}, id = -1): this {
    const result = {
      session: { token: 'strange token', received: 0, resumed: false, ...session },
      peer: 'p',
      limits: { messageBytes: 1 << 20, credit: 32 },
      heartbeat: { intervalMs: 25_000, timeoutMs: 10_000 },
    };
    return this.say({ kind: 'response', id, result });
  }

  say(...envelopes: OutboundEnvelope[]): this {
    for (const envelope of envelopes) this.client.receive(this.#pair.codec.encode(envelope), this.#pair.now);
    return this;
  }

  /** What the client offered in its hello. */
  get offer(): unknown {
    const [first] = this.link.envelopes;
    const params = first?.kind === 'request' ? first.params : undefined;
    return typeof params === 'object' && params !== null && 'session' in params ? params.session : undefined;
  }
}
