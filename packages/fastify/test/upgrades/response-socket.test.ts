import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { duplexPair } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { assignSocket, detachSocket, isBehindOthers } from '../../src/upgrades/response-socket.ts';

function responseOf(): ServerResponse {
  return new ServerResponse(new IncomingMessage(new Socket()));
}

describe('a socket', () => {
  it('is that of one response at a time', () => {
    const [socket] = duplexPair();
    const [first, second] = [responseOf(), responseOf()];
    expect([assignSocket(first, socket), assignSocket(second, socket)]).toEqual([true, false]);
    detachSocket(second, socket);
    expect([first.socket, second.socket]).toEqual([socket, null]);
    detachSocket(first, socket);
    expect([first.socket, assignSocket(second, socket)]).toEqual([null, true]);
  });

  it('that has a response makes the next one wait, and is left as it was', () => {
    const [socket] = duplexPair();
    const [first, second] = [responseOf(), responseOf()];
    expect([isBehindOthers(first, socket), socket.listenerCount('close')]).toEqual([false, 0]);
    assignSocket(first, socket);
    expect([isBehindOthers(second, socket), first.socket]).toEqual([true, socket]);
  });
});
