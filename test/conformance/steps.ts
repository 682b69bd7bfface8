import type { Closure, Socket } from '@trunkline/core/node';
import type { Step } from './case.ts';
import type { WireFrame } from './frame-fixture.ts';
import { close } from './frames.ts';
import type { Message } from './message-codec.ts';
import type { SendOptions } from './raw-peer.ts';

/** The peer sends frames. */
export function send(...frames: readonly WireFrame[]): Step {
  return { kind: 'send', frames };
}

/** The peer sends frames in a particular way. */
export function sendAs(options: SendOptions, ...frames: readonly WireFrame[]): Step {
  return { kind: 'send', frames, ...options };
}

/** Exactly these frames come. */
export function expects(...frames: readonly WireFrame[]): Step {
  return { kind: 'expect', frames };
}

/** The peer sends frames that are whole messages, and gets the same ones back. */
export function echoes(...frames: readonly WireFrame[]): Step[] {
  return [send(...frames), expects(...frames)];
}

/** The peer closes; the subject answers alike, and whoever is the server ends TCP. */
export function closes(): Step[] {
  return [send(close(1000)), expects(close(1000)), { kind: 'expectEnd', first: 'server' }];
}

/** The subject fails the connection (RFC 6455 §7.1.7): a close frame with this code, and the end of TCP. */
export function fails(code: number): Step[] {
  return [
    { kind: 'expectClose', code },
    { kind: 'expectEnd', first: 'subject' },
  ];
}

/** What the subject's application is told at the end. */
export function reports(code: number, reason = '', wasClean = true): Step {
  const closure: Pick<Closure, 'code' | 'reason' | 'wasClean'> = { code, reason, wasClean };
  return { kind: 'expectClosure', closure };
}

/** The subject's application does something. */
export function subject(does: (socket: Socket) => unknown): Step {
  return { kind: 'subject', does, throws: undefined };
}

/** The subject's application is refused something. */
export function refuses(throws: string, does: (socket: Socket) => unknown): Step {
  return { kind: 'subject', does, throws };
}

/** The subject sends exactly this message back, in whatever form. */
export function expectsMessage(message: Message, isCompressed?: boolean): Step {
  return { kind: 'expectMessage', message, isCompressed };
}

/** The peer sends a message compressed and gets it back. */
export function echoesDeflated(message: Message, fragments = 1): Step[] {
  return [{ kind: 'sendMessage', message, compress: true, fragments }, expectsMessage(message)];
}
