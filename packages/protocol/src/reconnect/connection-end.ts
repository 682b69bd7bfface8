import { endsSession, ProtocolCloseCode, staysAway } from '../envelope/close-code.ts';
import { ERROR_CODES } from '../envelope/error-code.ts';
import { readWaitMs, retryAfterOf } from '../envelope/retry-after.ts';
import type { WireError } from '../envelope/rpc-error.ts';

/** How a connection, or the attempt at one, came to its end. */
export type ConnectionEnd =
  /** By a close frame, the client's or the server's, or by none (1006), which is also how an attempt without any answer ends. */
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string; readonly sentBy: 'client' | 'server' }
  /** The upgrade was answered by an HTTP status. Browsers cannot see that: there it is a 1006. `retryAfterMs` is the header's. */
  | { readonly kind: 'upgradeRefused'; readonly status: number; readonly retryAfterMs?: number | undefined }
  /** The hello was answered by an error. */
  | { readonly kind: 'helloRefused'; readonly error: WireError }
  /** The application's auth provider threw, so that there was nothing to say hello with. */
  | { readonly kind: 'authFailed' };

/** Why a client comes back. */
export type RetryReason =
  /** The connection was lost or could not be made. */
  | 'lost'
  /** The server goes away and says so in time. */
  | 'drained'
  /** The server has too much to do. */
  | 'overloaded'
  /** Another connection has the session. */
  | 'superseded'
  /** The server refused the credentials. */
  | 'rejected'
  /** The application had no credentials to give. */
  | 'authFailed';

/** What an end means for what comes next. */
export type EndVerdict =
  /** One side told the other to stay away. */
  | { readonly kind: 'stop'; readonly reason: 'staysAway' }
  | {
      readonly kind: 'retry';
      readonly reason: RetryReason;
      /** The least wait in ms that the server asks for. */
      readonly waitMs: number;
      /** Whether the session ended with the connection. */
      readonly endsSession: boolean;
    };

const CREDENTIALS_REFUSED = 401;
const OVERLOADED_STATUSES: readonly number[] = [429, 503];

/**
 * Judges an end (protocol §7). `wasLive`: a hello had succeeded over it.
 *
 * Only a close code from 4500 to 4999 sends a client away. Every other code, also one that nobody knows, and every status but 401 may be the
 * network's or a proxy's doing, or pass with the next deploy: a client comes back, more and more slowly.
 */
export function judgeEnd(end: ConnectionEnd, wasLive: boolean): EndVerdict {
  switch (end.kind) {
    case 'closed':
      return judgeClose(end, wasLive);
    case 'upgradeRefused':
      if (end.status === CREDENTIALS_REFUSED) return retry('rejected');
      return retry(OVERLOADED_STATUSES.includes(end.status) ? 'overloaded' : 'lost', readWaitMs(end.retryAfterMs));
    case 'helloRefused':
      return judgeRefusal(end.error);
    case 'authFailed':
      return retry('authFailed');
  }
}

function judgeClose({ code, reason, sentBy }: Extract<ConnectionEnd, { kind: 'closed' }>, wasLive: boolean): EndVerdict {
  switch (code) {
    case ProtocolCloseCode.drained:
      return retry('drained');
    case ProtocolCloseCode.overloaded:
      return retry('overloaded', /^\d+$/.test(reason) ? readWaitMs(Number(reason)) : undefined);
    case ProtocolCloseCode.superseded:
      return { ...retry('superseded'), endsSession: true };
    case ProtocolCloseCode.unauthenticated:
      // Before the hello has succeeded it is the attempt that was refused; the session is still there for who has better credentials (§4).
      return { ...retry('rejected'), endsSession: wasLive };
    default:
      return staysAway(code) ? { kind: 'stop', reason: 'staysAway' } : { ...retry('lost'), endsSession: endsSession(code, sentBy) };
  }
}

function judgeRefusal(error: WireError): EndVerdict {
  switch (error.code) {
    case ERROR_CODES.Unauthenticated:
      return retry('rejected');
    case ERROR_CODES.TooMany:
    case ERROR_CODES.Unavailable:
      return retry('overloaded', retryAfterOf(error));
    default:
      return retry('lost');
  }
}

function retry(reason: RetryReason, waitMs = 0) {
  return { kind: 'retry', reason, waitMs, endsSession: false } as const;
}
