import { Buffer } from 'node:buffer';
import { SharedMessage } from '../messages/shared-message.ts';
import { Opcode } from '../vocabulary/opcode.ts';
import { nodePlatform } from './node-platform.ts';

/**
 * Prepares one message for many sockets: it is framed once, and deflated once for each setting of deflate.
 *
 * A string is sent as text, bytes as binary. Bytes are not copied and must not change any more.
 */
export function shared(message: string | Uint8Array): SharedMessage {
  if (typeof message === 'string') return new SharedMessage(Opcode.text, Buffer.from(message), nodePlatform.allocate);
  return new SharedMessage(Opcode.binary, message, nodePlatform.allocate);
}
