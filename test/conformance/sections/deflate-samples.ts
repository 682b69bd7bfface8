import type { Step } from '../case.ts';
import type { WireFrame } from '../frame-fixture.ts';
import type { Message } from '../message-codec.ts';
import { expectsMessage, send } from '../steps.ts';

/** The message of RFC 7692's examples. */
export const HELLO: Message = { kind: 'text', payload: Buffer.from('Hello') };

/** These frames inflate to a message, and so are answered with it, in whatever form the subject deflates it. */
export function inflatesTo(message: Message, ...frames: readonly WireFrame[]): Step[] {
  return [send(...frames), expectsMessage(message)];
}

export function textOf(payload: Uint8Array | string): Message {
  return { kind: 'text', payload: Buffer.from(payload) };
}

export function binaryOf(payload: Uint8Array): Message {
  return { kind: 'binary', payload };
}
