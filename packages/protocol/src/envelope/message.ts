/** One WebSocket message as a codec reads and writes it: text for JSON, binary for MessagePack. */
export type Message = string | Uint8Array;

/** The length of a message on the wire in bytes: of a text, its UTF-8 form. A lone surrogate counts as the three bytes of U+FFFD. */
export function messageBytes(message: Message): number {
  if (typeof message !== 'string') return message.byteLength;
  let bytes = message.length;
  for (let at = 0; at < message.length; at += 1) {
    const unit = message.charCodeAt(at);
    if (unit < 0x80) continue;
    if (unit < 0x800) bytes += 1;
    else {
      bytes += 2;
      // Two units of a pair make four bytes, not six.
      if (unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(message.charCodeAt(at + 1))) {
        at += 1;
      }
    }
  }
  return bytes;
}

/** NaN, behind the end, is none. */
function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
