import { HandshakeError, type HandshakeProblem } from '../vocabulary/errors.ts';

/** The problems with which a request fails: its answer being no HTTP, its transport failing. */
export interface RequestProblems {
  readonly peer: 'server' | 'proxy';
  readonly malformed: HandshakeProblem;
}

/** Makes a handshake's error of what Node's HTTP client reports, which tells faults of the parser by codes of its own. */
export function requestError(cause: Error & { readonly code?: unknown }, { peer, malformed }: RequestProblems): HandshakeError {
  const code = typeof cause.code === 'string' ? cause.code : cause.name;
  if (code === 'HPE_HEADER_OVERFLOW')
    return new HandshakeError(malformed, `the head of the ${peer}'s response is larger than maxHeaderBytes`, { cause });
  if (code.startsWith('HPE_')) return new HandshakeError(malformed, `the ${peer}'s response is not valid HTTP (${code})`, { cause });
  return new HandshakeError('network', `the connection to the ${peer} failed (${code})`, { cause });
}

/** What Node's HTTP client takes as `maxHeaderSize`: a whole number, and 0 would mean its own default. */
export function maxHeaderSize(maxHeaderBytes: number): number {
  return Math.min(Math.max(maxHeaderBytes, 1), 2 ** 31 - 1);
}
