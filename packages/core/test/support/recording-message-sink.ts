import type { MessageSink } from '../../src/messages/message-sink.ts';
import { type MessageOpcode, Opcode } from '../../src/vocabulary/opcode.ts';
import { joined, utf8 } from './frame-of.ts';

/** What came out of an assembler. Bytes are copies, since a chunk may be used again. */
export type MessageEvent =
  | { readonly message: string | Uint8Array }
  | { readonly stream: MessageOpcode }
  | { readonly fragment: string | Uint8Array }
  | { readonly streamEnd: true }
  | { readonly control: number; readonly payload: Uint8Array }
  | { readonly inflated: Error | undefined };

/** Keeps what a message assembler delivers, in order. */
export class RecordingMessageSink implements MessageSink {
  readonly events: MessageEvent[] = [];
  readingStopped = false;
  wants: 'messages' | 'streams' | undefined = 'messages';
  /** Told when inflating is done, after it is recorded. */
  onInflated: (error: Error | undefined) => void = () => {};

  messageReceived(message: string | Uint8Array): void {
    this.events.push({ message: copyOf(message) });
  }

  streamStarted(opcode: MessageOpcode): void {
    this.events.push({ stream: opcode });
  }

  fragmentReceived(fragment: string | Uint8Array): void {
    this.events.push({ fragment: copyOf(fragment) });
  }

  streamEnded(): void {
    this.events.push({ streamEnd: true });
  }

  controlReceived(opcode: number, payload: Uint8Array): void {
    this.events.push({ control: opcode, payload: Uint8Array.from(payload) });
  }

  inflated(error: Error | undefined): void {
    if (error !== undefined) this.events.push({ inflated: error });
    this.onInflated(error);
  }
}

/** Not a Buffer, so that `toEqual` compares bytes only. */
function copyOf(message: string | Uint8Array): string | Uint8Array {
  return typeof message === 'string' ? message : Uint8Array.from(message);
}

/** Messages with their fragments joined, and control frames; the same for both ways of delivery. */
export function messagesOf(events: readonly MessageEvent[]): MessageEvent[] {
  const messages: MessageEvent[] = [];
  let parts: (string | Uint8Array)[] = [];
  let opcode = 0;
  for (const event of events) {
    if ('stream' in event) opcode = event.stream;
    else if ('fragment' in event) parts.push(event.fragment);
    else if ('streamEnd' in event) {
      const bytes = joined(...parts.map((part) => (typeof part === 'string' ? utf8(part) : part)));
      messages.push({ message: opcode === Opcode.text ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) : bytes });
      parts = [];
    } else messages.push(event);
  }
  return messages;
}
