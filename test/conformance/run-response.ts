import { isDeepStrictEqual } from 'node:util';
import { HandshakeError, type Socket } from '@trunkline/core/node';
import { within } from './deadline.ts';
import { encodeFrame } from './frame-fixture.ts';
import { text } from './frames.ts';
import type { Outcome, ResponseCase } from './handshake-case.ts';
import { type HttpHead, readHead, requireHead } from './http-head.ts';
import { MessageCodec } from './message-codec.ts';
import { acceptOf, keyOf } from './opening.ts';
import { listen } from './raw-network.ts';
import type { RawPeer } from './raw-peer.ts';
import { runStep } from './run-step.ts';
import type { Stage } from './stage.ts';
import { closes, echoes, expects } from './steps.ts';
import { startClient } from './subject.ts';

/** Answers the request of a client under test, and compares what comes of it. */
export async function runResponse(given: ResponseCase): Promise<void> {
  const listener = await listen();
  const subject = startClient(listener.port, given.options);
  const settled = settle(subject.socket);
  const peer = await within(listener.peer, 'the client to connect');
  try {
    const head = await readHead(peer.incoming);
    if (given.sends !== undefined) requireRequest(head, listener.port, given.sends);
    await peer.write(bytesOfResponse(given, acceptOf(keyOf(head))), given.chunkBytes);
    if (given.ends) peer.end();
    const actual = await within(settled, 'the handshake to succeed or fail');
    if (!isDeepStrictEqual(actual, given.outcome)) {
      throw new Error(`expected ${JSON.stringify(given.outcome)}\n  but got ${JSON.stringify(actual)}`);
    }
    if ('problem' in actual) await requireSilence(peer);
    else
      await requireEcho(
        { side: 'client', peer, subject, codec: new MessageCodec('client', undefined), startedAt: performance.now() },
        given,
      );
  } finally {
    peer.dispose();
    listener.close();
    await subject.dispose();
  }
}

function bytesOfResponse({ response, behind }: ResponseCase, accept: string): Buffer {
  return Buffer.concat([Buffer.from(response.replaceAll('<accept>', accept), 'latin1'), ...behind.map(encodeFrame)]);
}

/** The connection is open: what came behind the response is echoed, and what comes now. */
async function requireEcho(stage: Stage, { behind }: ResponseCase): Promise<void> {
  for (const step of [expects(...behind), ...echoes(text('Hello')), ...closes()]) await runStep(step, stage);
}

/** The request is exactly what RFC 6455 §4.1 says, and what the options add. */
function requireRequest(head: HttpHead, port: number, own: Readonly<Record<string, string>>): void {
  const key = keyOf(head);
  if (Buffer.from(key, 'base64').length !== 16 || key.length !== 24) throw new Error(`the key ${key} is not of 16 bytes in base64`);
  requireHead(head, 'GET /chat HTTP/1.1', {
    host: `127.0.0.1:${port}`,
    upgrade: 'websocket',
    connection: 'Upgrade',
    'sec-websocket-key': key,
    'sec-websocket-version': '13',
    ...own,
  });
}

async function settle(connecting: Promise<Socket>): Promise<Outcome> {
  try {
    const { protocol, extensions } = await connecting;
    return { protocol, extensions };
  } catch (error) {
    if (!(error instanceof HandshakeError)) throw error;
    return { problem: error.problem, status: error.status };
  }
}

/** A client that fails the handshake ends TCP and sends no frame, not even a close frame (RFC 6455 §7.1.7). */
async function requireSilence(peer: RawPeer): Promise<void> {
  await peer.incoming.ended('the end of TCP');
  if (peer.incoming.available > 0) throw new Error(`${peer.incoming.available} bytes came after the handshake had failed`);
}
