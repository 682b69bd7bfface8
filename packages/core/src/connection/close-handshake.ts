import type { Close } from '../vocabulary/close-code.ts';
import type { Role } from '../vocabulary/role.ts';

/**
 * The closing handshake (RFC 6455 §7) as a step function.
 *
 *     open ── closeRequested ──► awaitingClose ── closeReceived ──► awaitingEnd ── socketClosed ──► closed
 *       ├──── closeReceived (echo) ────────────────────────────────────▲
 *       ├──── failed (§7.1.7) ─────────────────────────────────────────┤
 *       └──── socketEnded ─────────────────────────────────────────────┘
 *
 * A deadline that passes in an awaiting state cuts TCP; `socketClosed` ends every state.
 */
export type CloseState =
  | { readonly kind: 'open' }
  /** Our close frame is out, the peer's is not in. */
  | { readonly kind: 'awaitingClose'; readonly deadline: number }
  /** Nothing more will be read; TCP is still up. */
  | { readonly kind: 'awaitingEnd'; readonly deadline: number }
  | { readonly kind: 'closed' };

export type CloseInput =
  | { readonly kind: 'closeRequested' | 'closeReceived' | 'failed'; readonly close: Close; readonly now: number }
  /** The peer will send nothing more: its FIN is in. */
  | { readonly kind: 'socketEnded'; readonly now: number }
  | { readonly kind: 'socketClosed' }
  | { readonly kind: 'timePassed'; readonly now: number };

export type CloseEffect = { readonly send: Close } | 'endSocket' | 'destroySocket';

/** The state of every connection that nobody has begun to close. */
export const OPEN: CloseState = { kind: 'open' };

const CLOSED: CloseState = { kind: 'closed' };

/** One step of the closing handshake. Time comes in, effects go out; an input that means nothing changes nothing. */
export function stepClose(state: CloseState, input: CloseInput, role: Role, graceMs: number): [CloseState, readonly CloseEffect[]] {
  if (state.kind === 'closed') return [state, []];
  switch (input.kind) {
    case 'closeRequested': // asking twice is no error
      if (state.kind !== 'open') return [state, []];
      return [{ kind: 'awaitingClose', deadline: input.now + graceMs }, [{ send: input.close }]];
    case 'closeReceived':
      if (state.kind === 'awaitingEnd') return [state, []]; // a repeat must not move the deadline
      return [awaitingEnd(input.now, graceMs), [...answer(state, input.close), ...(role === 'server' ? END : [])]];
    case 'failed':
      if (state.kind === 'awaitingEnd') return [state, []];
      return [awaitingEnd(input.now, graceMs), [...answer(state, input.close), 'endSocket']];
    case 'socketEnded': // both sides have said all they will, with or without close frames
      return [state.kind === 'awaitingEnd' ? state : awaitingEnd(input.now, graceMs), END];
    case 'socketClosed':
      return [CLOSED, []];
    case 'timePassed':
      if (state.kind === 'open' || input.now < state.deadline) return [state, []];
      return [CLOSED, ['destroySocket']];
  }
}

/** §7.1.1: the server ends TCP first, so that TIME_WAIT stays on its side; a client waits for that. */
const END: readonly CloseEffect[] = ['endSocket'];

function awaitingEnd(now: number, graceMs: number): CloseState {
  return { kind: 'awaitingEnd', deadline: now + graceMs };
}

/** One close frame each way: it is sent now only where none was sent before (§5.5.1). */
function answer(state: CloseState, close: Close): CloseEffect[] {
  return state.kind === 'open' ? [{ send: close }] : [];
}
