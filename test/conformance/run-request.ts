import { isDeepStrictEqual } from 'node:util';
import { text } from './frames.ts';
import type { RequestCase } from './handshake-case.ts';
import { type HttpHead, readHead, requireHead, valuesOf } from './http-head.ts';
import { MessageCodec } from './message-codec.ts';
import { ACCEPT } from './opening.ts';
import { dial } from './raw-network.ts';
import type { RawPeer } from './raw-peer.ts';
import { runStep } from './run-step.ts';
import { closes, echoes } from './steps.ts';
import { startServer } from './subject.ts';

/** Sends a request to a server under test and compares the whole answer. */
export async function runRequest({ options, request, chunkBytes, answer }: RequestCase): Promise<void> {
  const subject = await startServer(options);
  const peer = await dial(subject.port);
  try {
    await peer.write(Buffer.from(request, 'latin1'), chunkBytes);
    const head = await readHead(peer.incoming);
    if (answer.status === 101) {
      requireHead(head, 'HTTP/1.1 101 Switching Protocols', switchingHeaders(answer.headers));
      const stage = { side: 'server', peer, subject, codec: new MessageCodec('server', undefined), startedAt: performance.now() } as const;
      for (const step of [...echoes(text('Hello')), ...closes()]) await runStep(step, stage);
    } else {
      await requireRefusal(peer, head, answer);
    }
  } finally {
    peer.dispose();
    await subject.dispose();
  }
}

function switchingHeaders(own: Readonly<Record<string, string>>): Record<string, string> {
  return { upgrade: 'websocket', connection: 'Upgrade', 'sec-websocket-accept': ACCEPT, ...own };
}

/** A refusal is a whole HTTP response with a JSON body, and TCP ends behind it. */
async function requireRefusal(peer: RawPeer, head: HttpHead, { status, headers }: RequestCase['answer']): Promise<void> {
  const [, phrase = ''] = /^HTTP\/1\.1 \d{3} (.+)$/.exec(head.startLine) ?? [];
  const length = Number(valuesOf(head, 'content-length').join());
  if (!(await peer.incoming.has(length, 'the body'))) throw new Error(`TCP ended inside the body of ${length} bytes`);
  requireHead(head, `HTTP/1.1 ${status} ${phrase}`, {
    connection: 'close',
    'content-type': 'application/json; charset=utf-8',
    'content-length': `${length}`,
    ...headers,
  });
  const { message, ...body }: Record<string, unknown> = JSON.parse(peer.incoming.take(length).toString());
  if (typeof message !== 'string' || message === '') throw new Error('the body has no message');
  if (!isDeepStrictEqual(body, { statusCode: status, error: phrase })) throw new Error(`the body says ${JSON.stringify(body)}`);
  const ending = await peer.incoming.ended('the end of TCP');
  if (ending === 'cut' || peer.incoming.available > 0) throw new Error(`behind the body: ${peer.incoming.available} bytes, ${ending}`);
  peer.end();
  if ((await peer.incoming.closed('TCP to be over')) === 'cut') throw new Error('TCP ended with a reset');
}
