import type { AcceptOptions, ConnectOptions, HandshakeProblem } from '@trunkline/core/node';
import type { WireFrame } from '../frame-fixture.ts';
import type { Answer, Outcome, RequestCase, ResponseCase } from '../handshake-case.ts';
import { KEY } from '../opening.ts';

/** Header lines: those of a valid message are replaced, removed by `undefined`, repeated by a list. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What of a message differs from a valid one. */
export interface Variation {
  /** The request line, or the status line. */
  readonly startLine?: string;
  readonly headers?: Headers;
  /** The whole message instead. */
  readonly raw?: string;
  readonly chunkBytes?: number;
}

/** What of a response and its surroundings differs. */
export interface ResponseVariation extends Variation {
  /** Messages that come at once behind it. */
  readonly behind?: readonly WireFrame[];
  /** The peer half-closes TCP behind it. */
  readonly ends?: boolean;
  /** What the request must have besides the headers that each has. */
  readonly sends?: Readonly<Record<string, string>>;
}

const REQUEST_HEADERS: Headers = {
  Host: 'server.example.com',
  Upgrade: 'websocket',
  Connection: 'Upgrade',
  'Sec-WebSocket-Key': KEY,
  'Sec-WebSocket-Version': '13',
};

const RESPONSE_HEADERS: Headers = { Upgrade: 'websocket', Connection: 'Upgrade', 'Sec-WebSocket-Accept': '<accept>' };

/** Makes the cases of one section about requests. */
export function requests(section: string, shared: AcceptOptions = {}) {
  return (name: string, variation: Variation, answer: Answer, options: AcceptOptions = shared): RequestCase => ({
    kind: 'request',
    section,
    name,
    sides: ['server'],
    options,
    request: messageOf('GET /chat HTTP/1.1', REQUEST_HEADERS, variation),
    chunkBytes: variation.chunkBytes,
    answer,
  });
}

/** Makes the cases of one section about responses. */
export function responses(section: string, shared: ConnectOptions = {}) {
  return (name: string, variation: ResponseVariation, outcome: Outcome, options = shared): ResponseCase => ({
    kind: 'response',
    section,
    name,
    sides: ['client'],
    options,
    sends: variation.sends,
    response: messageOf('HTTP/1.1 101 Switching Protocols', RESPONSE_HEADERS, variation),
    behind: variation.behind ?? [],
    chunkBytes: variation.chunkBytes,
    ends: variation.ends ?? false,
    outcome,
  });
}

/** The server switches protocols, with these headers besides those that each 101 has. */
export function switches(headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 101, headers };
}

/** The server refuses, with these headers besides those that each refusal has. */
export function refuses(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers };
}

/** The version is wrong, or there is no upgrade: the refusal says what there is (RFC 6455 §4.4). */
export const UPGRADE_REQUIRED = refuses(426, {
  connection: 'close, Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
});

/** The client has a connection. */
export function opens(protocol = '', extensions = ''): Outcome {
  return { protocol, extensions };
}

/** The client refuses what the server answered: a 101 that is wrong, or another status. */
export function rejects(problem: HandshakeProblem, status = 101): Outcome {
  return { problem, status };
}

/** The client gets no answer that has a status. */
export function fails(problem: HandshakeProblem): Outcome {
  return { problem, status: undefined };
}

function messageOf(startLine: string, valid: Headers, { raw, startLine: ownLine = startLine, headers = {} }: Variation): string {
  if (raw !== undefined) return raw;
  const lines = Object.entries({ ...valid, ...headers }).flatMap(([name, value]) => {
    const values = value === undefined ? [] : typeof value === 'string' ? [value] : value;
    return values.map((line) => `${name}: ${line}`);
  });
  return `${[ownLine, ...lines].join('\r\n')}\r\n\r\n`;
}
