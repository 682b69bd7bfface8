import type { FrameParts } from './frame-fixture.ts';

/** A whole text message in one frame. */
export function text(content: string | Uint8Array): FrameParts {
  return { first: 0x81, payload: payloadOf(content) };
}

/** A whole binary message in one frame. */
export function binary(content: string | Uint8Array): FrameParts {
  return { first: 0x82, payload: payloadOf(content) };
}

export function ping(content: string | Uint8Array = ''): FrameParts {
  return { first: 0x89, payload: payloadOf(content) };
}

export function pong(content: string | Uint8Array = ''): FrameParts {
  return { first: 0x8a, payload: payloadOf(content) };
}

/** A close frame; without a code it has no payload. */
export function close(code?: number, reason: string | Uint8Array = ''): FrameParts {
  if (code === undefined) return { first: 0x88, payload: Buffer.alloc(0) };
  return { first: 0x88, payload: Buffer.concat([Buffer.of(code >>> 8, code & 0xff), payloadOf(reason)]) };
}

/** The first frame of a text message in several fragments (RFC 6455 §5.4). */
export function textStart(content: string | Uint8Array): FrameParts {
  return { first: 0x01, payload: payloadOf(content) };
}

/** The first frame of a binary message in several fragments. */
export function binaryStart(content: string | Uint8Array): FrameParts {
  return { first: 0x02, payload: payloadOf(content) };
}

/** A fragment that others follow. */
export function more(content: string | Uint8Array): FrameParts {
  return { first: 0x00, payload: payloadOf(content) };
}

/** The last fragment of a message. */
export function last(content: string | Uint8Array): FrameParts {
  return { first: 0x80, payload: payloadOf(content) };
}

/** Cuts a payload into the frames of one message, each of `size` bytes but the last. */
export function fragmentsOf(first: 0x01 | 0x02, payload: Uint8Array, size: number): FrameParts[] {
  const count = Math.max(1, Math.ceil(payload.length / size));
  return Array.from({ length: count }, (_, index) => ({
    first: (index === 0 ? first : 0x00) | (index === count - 1 ? 0x80 : 0x00),
    payload: payload.subarray(index * size, (index + 1) * size),
  }));
}

function payloadOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content) : content;
}
