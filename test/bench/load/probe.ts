import type { Buffer } from 'node:buffer';
import { constants, inflateRawSync } from 'node:zlib';
import type { Candidate } from '../workload.ts';
import type { Connection } from './connection.ts';
import { encodeFrame, readServerFrame, type ServerFrame } from './frames.ts';

/** The bytes that a sender of permessage-deflate takes off the end of a message (RFC 7692 §7.2.1). */
const DEFLATE_TAIL = [0x00, 0x00, 0xff, 0xff];

/** Resolves with the next frame of the server. */
export async function nextFrame(connection: Connection): Promise<ServerFrame> {
  const bytes = await connection.next((kept) => readServerFrame(kept)?.bytes.length);
  const frame = readServerFrame(bytes);
  if (frame === undefined) throw new Error('the frame was measured wrongly');
  return frame;
}

/** The frames in which an echo is sent, and what comes back for one. */
export interface Exchange {
  readonly frame: Buffer;
  readonly replyBytes: number;
}

/** Sends one message on each connection, checks that the server answers with the same, and learns the size of the answers. */
export async function probeEcho(
  connections: readonly Connection[],
  candidate: Candidate,
  opcode: number,
  payload: Buffer,
): Promise<Exchange> {
  const frame = encodeFrame(opcode, payload, true);
  const reply = candidate === 'net' ? frame : encodeFrame(opcode, payload, false);
  for (const connection of connections) {
    connection.socket.write(frame);
    const answer = await connection.next((bytes) => (bytes.length < reply.length ? undefined : reply.length));
    if (!answer.equals(reply)) throw new Error(`the server did not echo: ${answer.subarray(0, 100).toString('latin1')}`);
  }
  return { frame, replyBytes: reply.length };
}

/** Checks that every connection gets the publication that was asked for, and resolves with the bytes of one delivery. */
export async function probeDelivery(connections: readonly Connection[], expected: string, isDeflated: boolean): Promise<number> {
  const sizes = new Set<number>();
  for (const connection of connections) {
    const frame = await nextFrame(connection);
    const text = (frame.isDeflated ? inflateMessage(frame.payload) : frame.payload).toString();
    if (text !== expected) throw new Error(`the server published something else: ${text.slice(0, 200)}`);
    if (frame.isDeflated !== isDeflated) throw new Error(`the publication was ${isDeflated ? 'not ' : ''}deflated`);
    sizes.add(frame.bytes.length);
  }
  const [size, ...others] = sizes;
  if (size === undefined || others.length > 0) throw new Error('the deliveries differ in size, so they cannot be counted by bytes');
  return size;
}

function inflateMessage(payload: Buffer): Buffer {
  return inflateRawSync(new Uint8Array([...payload, ...DEFLATE_TAIL]), { finishFlush: constants.Z_SYNC_FLUSH });
}
