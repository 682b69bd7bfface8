import type { Conversation, Side } from './case.ts';
import { within } from './deadline.ts';
import { agreedBy } from './deflate-agreement.ts';
import { MessageCodec } from './message-codec.ts';
import { openAsClient, openAsServer } from './opening.ts';
import { dial, listen } from './raw-network.ts';
import type { RawPeer } from './raw-peer.ts';
import { type Subject, startClient, startServer } from './subject.ts';

/** An open connection between the subject and the raw peer. */
export interface Stage {
  readonly side: Side;
  readonly peer: RawPeer;
  readonly subject: Subject;
  readonly codec: MessageCodec;
  /** When the script began, by `performance.now()`. */
  readonly startedAt: number;
}

/** Opens the connection of a conversation, lets it be used, and takes everything down again. */
export async function onStage(conversation: Conversation, side: Side, use: (stage: Stage) => Promise<void>): Promise<void> {
  const { extension } = conversation;
  const codec = new MessageCodec(side, extension === undefined ? undefined : agreedBy(extension));
  try {
    if (side === 'server')
      await withServer(conversation, (peer, subject) => use({ side, peer, subject, codec, startedAt: performance.now() }));
    else await withClient(conversation, (peer, subject) => use({ side, peer, subject, codec, startedAt: performance.now() }));
  } finally {
    codec.dispose();
  }
}

type Use = (peer: RawPeer, subject: Subject) => Promise<void>;

async function withServer({ options, extension }: Conversation, use: Use): Promise<void> {
  const subject = await startServer(options);
  const peer = await dial(subject.port);
  try {
    await openAsClient(peer, extension);
    await use(peer, subject);
  } finally {
    peer.dispose();
    await subject.dispose();
  }
}

async function withClient({ options, extension }: Conversation, use: Use): Promise<void> {
  const listener = await listen();
  const subject = startClient(listener.port, options);
  const peer = await within(listener.peer, 'the client to connect');
  try {
    await openAsServer(peer, extension);
    await use(peer, subject);
  } finally {
    peer.dispose();
    listener.close();
    await subject.dispose();
  }
}
