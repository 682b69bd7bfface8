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

/** The publications of one round, as every connection is to get them. */
export interface Round {
  readonly count: number;
  readonly isDeflated: boolean;
  /** How many of them a message brings; throws for a message that brings something else. */
  readonly deliveriesIn: (message: string) => number;
}

/** Checks that every connection gets the publications that were asked for, and resolves with the bytes that they take on each. */
export async function probeRound(connections: readonly Connection[], round: Round): Promise<number> {
  const sizes = new Set<number>();
  for (const connection of connections) sizes.add(await roundBytes(connection, round));
  const [size, ...others] = sizes;
  if (size === undefined || others.length > 0) throw new Error('the deliveries differ in size, so they cannot be counted by bytes');
  return size;
}

async function roundBytes(connection: Connection, { count, isDeflated, deliveriesIn }: Round): Promise<number> {
  let byteLength = 0;
  for (let delivered = 0; delivered < count; ) {
    const frame = await nextFrame(connection);
    if (frame.isDeflated !== isDeflated) throw new Error(`the publication was ${isDeflated ? 'not ' : ''}deflated`);
    delivered += deliveriesIn((frame.isDeflated ? inflateMessage(frame.payload) : frame.payload).toString());
    byteLength += frame.bytes.length;
  }
  return byteLength;
}

function inflateMessage(payload: Buffer): Buffer {
  return inflateRawSync(new Uint8Array([...payload, ...DEFLATE_TAIL]), { finishFlush: constants.Z_SYNC_FLUSH });
}
