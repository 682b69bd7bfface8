import type { AcceptOptions, ConnectOptions, HandshakeProblem } from '@trunkline/core/node';
import type { WireFrame } from './frame-fixture.ts';

/** What a server answers to a request. */
export interface RequestCase {
  readonly kind: 'request';
  readonly section: string;
  readonly name: string;
  readonly sides: readonly ['server'];
  readonly options: AcceptOptions;
  /** The bytes of the request, in Latin-1. */
  readonly request: string;
  readonly chunkBytes: number | undefined;
  readonly answer: Answer;
}

/** A refusal, or the headers that a 101 has besides those that each has. */
export type Answer =
  | { readonly status: 101; readonly headers: Readonly<Record<string, string>> }
  | { readonly status: number; readonly headers: Readonly<Record<string, string>> };

/** What a client makes of a response. */
export interface ResponseCase {
  readonly kind: 'response';
  readonly section: string;
  readonly name: string;
  readonly sides: readonly ['client'];
  readonly options: ConnectOptions;
  /** All headers that the request must have besides those that each has; `undefined` where they do not matter. */
  readonly sends: Readonly<Record<string, string>> | undefined;
  /** The bytes of the response in Latin-1; `<accept>` stands for the right accept key. */
  readonly response: string;
  /** Messages that the server sends at once, in the same chunk. */
  readonly behind: readonly WireFrame[];
  readonly chunkBytes: number | undefined;
  /** What happens to TCP behind the response: it stays, or the peer half-closes it. */
  readonly ends: boolean;
  readonly outcome: Outcome;
}

/** The connection that comes about, or why none does. */
export type Outcome =
  | { readonly protocol: string; readonly extensions: string }
  | { readonly problem: HandshakeProblem; readonly status: number | undefined };
