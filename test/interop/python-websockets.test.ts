import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { connect, createServer } from '@trunkline/core/node';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it } from 'vitest';
import { echoesOf } from './echoes.ts';
import { sampleMessages } from './sample-messages.ts';

/** Runs a program of this folder under Debian's Python, which has Debian's packages. */
function runPython(program: string, ...args: string[]): ChildProcess {
  return spawn('/usr/bin/python3', [program, ...args], { cwd: import.meta.dirname, stdio: ['pipe', 'pipe', 'inherit'] });
}

describe('python-websockets', () => {
  it.each(['none', 'deflate'])('talks as a client to our server (compression: %s)', async (compression) => {
    const server = createServer({
      deflate: { thresholdBytes: 0, serverNoContextTakeover: false, clientNoContextTakeover: false },
      protocols: ['echo'],
      onConnection(socket) {
        socket.onMessage = (message) => socket.send(message);
      },
    });
    const address = await server.listen({ port: 0, host: '127.0.0.1' });
    if (typeof address === 'string') throw new Error('listens on no port');

    const client = runPython('python_client.py', `ws://127.0.0.1:${address.port}`, compression);
    if (client.stdout === null) throw new Error('has no output');
    const [printed] = await Promise.all([text(client.stdout), once(client, 'exit')]);
    await server.close();

    expect(printed).toBe('ok\n');
  });

  it.each(['none', 'deflate'])('talks as a server to our client (compression: %s)', async (compression) => {
    const server = runPython('python_server.py', compression);
    if (server.stdout === null || server.stdin === null) throw new Error('has no pipes');
    const [port] = await once(server.stdout, 'data');
    const deflate = { thresholdBytes: 0, serverNoContextTakeover: false, clientNoContextTakeover: false };
    const socket = await connect(`ws://127.0.0.1:${String(port).trim()}`, { deflate });
    const messages = sampleMessages();
    expect(await echoesOf(socket, messages)).toEqual(messages);
    expect(socket.extensions === '').toBe(compression === 'none');

    const closes: unknown[] = [];
    socket.onClose = ({ code, wasClean }) => closes.push({ code, wasClean });
    socket.close(1000, 'done');
    await waitFor(() => closes.length === 1, 'the end');
    server.stdin.end();
    await once(server, 'exit');
    expect(closes).toEqual([{ code: 1000, wasClean: true }]);
  });
});
