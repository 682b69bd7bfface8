import { Buffer } from 'node:buffer';
import type { BroadcastWorkload, EchoWorkload } from './workload.ts';

/** The event in which Socket.IO's candidate publishes. */
export const SOCKET_IO_EVENT = 'event';

/** Where Trunkline's candidates take connections: the plugin's default. */
export const RPC_PATH = '/rpc';

/** JSON in ASCII of exactly that many bytes, at least 64: records that resemble each other as those of an API do. */
export function jsonText(byteLength: number): string {
  const records: string[] = [];
  const text = (filler: string) => `{"type":"event","items":[${records.join(',')}],"note":"${filler}"}`;
  for (let id = 1000; ; id++) {
    records.push(JSON.stringify({ id, name: `station ${id * 7919}`, isOpen: id % 3 === 0, level: (id * 31) % 97 }));
    if (text('').length <= byteLength) continue;
    records.pop();
    return text('abcdefghijklmnopqrstuvwxyz'.repeat(byteLength).slice(0, byteLength - text('').length));
  }
}

/** Bytes in which every value occurs. */
export function binaryPayload(byteLength: number): Buffer {
  return Buffer.from(Array.from({ length: byteLength }, (_, index) => (index * 31) & 0xff));
}

/** What every message of an echo carries. */
export function echoPayload({ payload, payloadBytes }: EchoWorkload): Buffer {
  return payload === 'text' ? Buffer.from(jsonText(payloadBytes)) : binaryPayload(payloadBytes);
}

/** What every publication says. */
export function broadcastText({ payloadBytes }: BroadcastWorkload): string {
  return jsonText(payloadBytes);
}
