import { Buffer } from 'node:buffer';
import { type SharedMessage, sharedMessage } from '../messages/shared-message.ts';

/**
 * Prepares one message for many sockets: it is framed once, and deflated once for each setting of deflate.
 *
 * A string is sent as text, bytes as binary. Bytes are not copied and must not change any more.
 */
export function shared(message: string | Uint8Array): SharedMessage {
  const isText = typeof message === 'string';
  return sharedMessage(isText, isText ? Buffer.from(message) : message);
}
