import type { Closure, Socket, SocketOptions } from '@trunkline/core/node';
import type { WireFrame } from './frame-fixture.ts';
import type { RequestCase, ResponseCase } from './handshake-case.ts';
import type { Message } from './message-codec.ts';
import type { SendOptions } from './raw-peer.ts';

/** The side under test. The raw peer is the other one. */
export type Side = 'server' | 'client';

const SIDES: readonly Side[] = ['server', 'client'];

/** One rule, proven or not. Section and name together are unique on each side. */
export type Case = Conversation | RequestCase | ResponseCase;

/** What goes to and fro on an open connection with an echo. */
export interface Conversation {
  readonly kind: 'conversation';
  readonly section: string;
  readonly name: string;
  readonly sides: readonly Side[];
  readonly options: SocketOptions;
  /** permessage-deflate as agreed, in the words of the server's answer. */
  readonly extension: string | undefined;
  readonly script: readonly Step[];
}

/** What the raw peer does next, or what must come next; nothing else may come in between. */
export type Step =
  | ({ readonly kind: 'send'; readonly frames: readonly WireFrame[] } & SendOptions)
  /** A message by the agreed deflate, or plain. */
  | ({ readonly kind: 'sendMessage'; readonly message: Message; readonly compress: boolean; readonly fragments: number } & SendOptions)
  /** Exactly these frames, each byte of them. */
  | { readonly kind: 'expect'; readonly frames: readonly WireFrame[] }
  /** Exactly this message, in whatever fragments, inflated as agreed. */
  | { readonly kind: 'expectMessage'; readonly message: Message; readonly isCompressed: boolean | undefined }
  /** A close frame with this code; what the reason says is the subject's affair, as long as it is UTF-8. */
  | { readonly kind: 'expectClose'; readonly code: number }
  /**
   * The end of TCP, with nothing before it and no reset. `first` says who ends: the subject, or by RFC 6455 §7.1.1
   * whichever is the server.
   */
  | { readonly kind: 'expectEnd'; readonly first: 'subject' | 'server' }
  /** The subject cuts TCP by itself, so long after the script's beginning or later: a busy machine may only make it later. */
  | { readonly kind: 'expectCut'; readonly afterMs: number }
  /** What the subject's application is told. */
  | { readonly kind: 'expectClosure'; readonly closure: Pick<Closure, 'code' | 'reason' | 'wasClean'> }
  /** All frames until now had masking keys of their own (§5.3). */
  | { readonly kind: 'expectFreshKeys' }
  /** The peer half-closes TCP, or resets it. */
  | { readonly kind: 'end' | 'cut' }
  /** The subject's application does something; `throws` names the error that it must get. */
  | { readonly kind: 'subject'; readonly does: (socket: Socket) => unknown; readonly throws: string | undefined };

/** What of a conversation has a default. */
export interface ConversationOptions {
  readonly sides?: readonly Side[];
  readonly options?: SocketOptions;
  readonly extension?: string;
}

/** Makes the cases of one section: `conversation(name, script)`, for both sides where nothing else is said. */
export function conversations(section: string, shared: ConversationOptions = {}) {
  return (name: string, script: readonly Step[], own: ConversationOptions = {}): Conversation => {
    const { sides = SIDES, options = {}, extension } = { ...shared, ...own };
    return { kind: 'conversation', section, name, sides, options, extension, script };
  };
}
