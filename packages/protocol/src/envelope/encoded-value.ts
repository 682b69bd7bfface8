import type { Message } from './message.ts';

/** The two codecs, as the last part of the subprotocol's name has them: `trunkline.v1.json`. */
export type CodecName = 'json' | 'msgpack';

/**
 * A value already in the form of one codec, to be joined to an envelope as it stands.
 *
 * So a value is serialised once however many envelopes carry it, and is safe from changes that its owner makes later.
 */
export class EncodedValue {
  readonly codec: CodecName;
  readonly payload: Message;

  constructor(codec: CodecName, payload: Message) {
    this.codec = codec;
    this.payload = payload;
  }
}
