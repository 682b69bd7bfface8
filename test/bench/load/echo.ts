import { Buffer } from 'node:buffer';
import { echoPayload } from '../payloads.ts';
import type { Candidate, EchoWorkload } from '../workload.ts';
import type { Connection } from './connection.ts';
import type { Flow } from './flow.ts';
import { BINARY, TEXT } from './frames.ts';
import { type Exchange, probeEcho } from './probe.ts';

/** Prepares an echo: every connection keeps its depth filled until the flow stops. */
export async function echoFlow(connections: readonly Connection[], workload: EchoWorkload, candidate: Candidate): Promise<Flow> {
  const opcode = workload.payload === 'text' ? TEXT : BINARY;
  const exchange = await probeEcho(connections, candidate, opcode, echoPayload(workload));
  const pump = workload.writes === 'batched' ? batchedPump : singlePump;
  let isRunning = false;
  let messages = 0;
  let idle = connections.length;
  let finish = () => {};
  const control: PumpControl = {
    isRunning: () => isRunning,
    settled(count) {
      messages += count;
      idle++;
      if (idle === connections.length) finish();
    },
  };
  const starts = connections.map((connection) => pump(connection, exchange, workload.depth, control));
  return {
    start() {
      isRunning = true;
      messages = 0;
      idle = 0;
      for (const start of starts) start();
    },
    async stop() {
      const finished = new Promise<void>((resolve) => {
        finish = resolve;
      });
      isRunning = false;
      await finished;
      return messages;
    },
  };
}

interface PumpControl {
  isRunning(): boolean;
  /** All replies of a connection are there, and it sends no more. `count` is what it got since its start. */
  settled(count: number): void;
}

type Pump = (connection: Connection, exchange: Exchange, depth: number, control: PumpControl) => () => void;

const batchedPump: Pump = (connection, { frame, replyBytes }, depth, control) => {
  const { socket } = connection;
  const batch = Buffer.concat(Array.from({ length: depth }, () => frame));
  const roundBytes = depth * replyBytes;
  let received = 0;
  let rounds = 0;
  connection.onBytes = (count) => {
    received += count;
    if (received < roundBytes) return;
    if (received > roundBytes) throw new Error('the server sent more than it was asked');
    received = 0;
    rounds++;
    if (control.isRunning()) socket.write(batch);
    else control.settled(rounds * depth);
  };
  return () => {
    rounds = 0;
    socket.write(batch);
  };
};

const singlePump: Pump = (connection, { frame, replyBytes }, depth, control) => {
  const { socket } = connection;
  let received = 0;
  let replies = 0;
  let inFlight = 0;
  connection.onBytes = (count) => {
    received += count;
    for (; received >= replyBytes; received -= replyBytes) {
      replies++;
      if (control.isRunning()) socket.write(frame);
      else if (--inFlight === 0) control.settled(replies);
    }
  };
  return () => {
    replies = 0;
    inFlight = depth;
    for (let count = 0; count < depth; count++) socket.write(frame);
  };
};
