/** One WebSocket message as a codec reads and writes it: text for JSON, binary for MessagePack. */
export type Message = string | Uint8Array;

/** Texts are measured by pieces of so many bytes: most messages are one. */
const PIECE_BYTES = 4 << 10;

const encoder = /* @__PURE__ */ new TextEncoder();
const piece = /* @__PURE__ */ new Uint8Array(PIECE_BYTES);

/** The length of a message on the wire in bytes: of a text, its UTF-8 form. A lone surrogate counts as the three bytes of U+FFFD. */
export function messageBytes(message: Message): number {
  if (typeof message !== 'string') return message.byteLength;
  let bytes = 0;
  // The platform encodes many times faster than a loop could count.
  for (let rest = message; ; ) {
    const { read, written } = encoder.encodeInto(rest, piece);
    bytes += written;
    if (read >= rest.length) return bytes;
    rest = rest.slice(read);
  }
}
