import { once } from 'node:events';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket as WsClient } from 'ws';
import { startDemo, TRANSPORTS } from './support/demo-app.ts';

/** A client as anybody writes it who has read the JSON-RPC 2.0 specification, on the WebSocket that Node.js has. */
class HandWrittenClient {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: unknown) => void>();
  #id = 0;

  constructor(url: string) {
    this.#socket = new WebSocket(url);
    this.#socket.onmessage = ({ data }) => {
      const answer = JSON.parse(data);
      this.#waiting.get(answer.id)?.(answer.error ?? answer.result);
    };
    onTestFinished(() => this.#socket.close());
  }

  opened(): Promise<unknown> {
    return once(this.#socket, 'open');
  }

  call(method: string, params: unknown): Promise<unknown> {
    this.#id += 1;
    this.#socket.send(JSON.stringify({ jsonrpc: '2.0', id: this.#id, method, params }));
    return new Promise((resolve) => this.#waiting.set(this.#id, resolve));
  }
}

/** A client of `ws` that offers no subprotocol, with what it gets. */
async function openWs(url: string) {
  const socket = new WsClient(url);
  const answers: unknown[] = [];
  const closes: unknown[] = [];
  socket.on('message', (message) => answers.push(JSON.parse(String(message))));
  socket.on('close', (code, reason) => closes.push([code, reason.toString()]));
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  return { socket, answers, closes };
}

describe.each(TRANSPORTS)('plain JSON-RPC over $name', ({ path }) => {
  it('is spoken with a client of ws: calls, notifications, batches, errors', async () => {
    const { url, record } = await startDemo();
    const { socket, answers } = await openWs(url(`${path}?user=ann`));
    socket.send('{"jsonrpc":"2.0","id":"q","method":"whoAmI"}');
    await waitFor(() => answers.length === 1, 'the first answer');
    socket.send('{"jsonrpc":"2.0","method":"notes.keep","params":{"text":"a"}}');
    socket.send(
      '[{"jsonrpc":"2.0","id":1,"method":"add","params":{"a":1,"b":1}},{"jsonrpc":"2.0","method":"notes.keep","params":{"text":"b"}}]',
    );
    await waitFor(() => answers.length === 2, 'the batch');
    socket.send('{"jsonrpc"');
    await waitFor(() => answers.length === 3, 'the error');
    socket.send('{"jsonrpc":"2.0","id":2,"method":"$/join","params":{}}');
    await waitFor(() => answers.length === 4, 'the refusal');
    expect(answers).toEqual([
      { jsonrpc: '2.0', id: 'q', result: 'ann' },
      [{ jsonrpc: '2.0', id: 1, result: 2 }],
      { jsonrpc: '2.0', id: null, error: { code: -32_700, message: 'the text is no JSON' } },
      { jsonrpc: '2.0', id: 2, error: { code: -32_601, message: 'there is no method $/join' } },
    ]);
    expect(record.notes).toEqual(['a', 'b']);
  });

  it('is spoken with a client that somebody wrote by hand', async () => {
    const { url } = await startDemo();
    const client = new HandWrittenClient(url(path));
    await client.opened();
    expect(
      await Promise.all([client.call('add', { a: 2, b: 3 }), client.call('count', { to: 2 }), client.call('reverse', { bytes: 'AQID' })]),
    ).toEqual([5, [1, 2], 'AwIB']);
    expect(await client.call('pay', { amount: 501 })).toEqual({ code: 1, message: 'Broke', data: { name: 'Broke', data: { missing: 1 } } });
  });

  it('is text', async () => {
    const { url } = await startDemo();
    const { socket, closes } = await openWs(url(path));
    socket.send(Uint8Array.of(1));
    await waitFor(() => closes.length === 1, 'the close');
    expect(closes).toEqual([[1003, 'plain JSON-RPC is text']]);
  });

  it('aborts the handlers of a connection that is gone, which has no session', async () => {
    const { app, url, record } = await startDemo();
    const { socket } = await openWs(url(path));
    socket.send('{"jsonrpc":"2.0","id":1,"method":"hold","params":{"name":"a"}}');
    await waitFor(() => record.held.includes('a'), 'the call to be held');
    expect(app.rpc.peers()).toEqual([]);
    socket.terminate();
    await waitFor(() => record.aborts.length === 1, 'the handler to be aborted');
    expect(record.aborts).toEqual(['a: Closed']);
  });

  it('ends with 4006 when the credentials expire', async () => {
    const { url } = await startDemo({ expiresAt: () => Date.now() + 50 });
    const { closes } = await openWs(url(path));
    await waitFor(() => closes.length === 1, 'the close');
    expect(closes).toEqual([[4006, 'the credentials expired']]);
  });
});
