import { once } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, Socket } from 'node:net';
import { type Duplex, duplexPair } from 'node:stream';
import { RawClient } from '@trunkline/test-kit/raw-client';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Upgrade } from '../../src/upgrades/upgrade.ts';

const HEAD = Buffer.from('head');

/** An upgrade on one end of a pair in memory; what the server writes is read at the other end, which ends only when told so. */
function upgradeOf({ answerMs = 60_000, graceMs = 60_000, isClosing = false } = {}) {
  const [socket, peer] = duplexPair();
  onTestFinished(() => {
    socket.destroy();
    peer.destroy();
  });
  const received = { text: '', hasEnded: false };
  peer.setEncoding('latin1').on('data', (text: string) => {
    received.text += text;
  });
  peer.on('end', () => {
    received.hasEnded = true;
  });
  const terms = { answerMs, graceMs, isClosing, waiting: new Set<Upgrade>() };
  return { socket, peer, received, terms, upgrade: new Upgrade(socket, HEAD, terms), response: responseOf() };
}

/** As {@link upgradeOf}, on a connection of the kernel, which counts what is written. */
async function upgradeOverTcp({ answerMs }: { readonly answerMs: number }) {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const connected = once(server, 'connection');
  const client = await RawClient.connect(Number(Object(server.address()).port));
  const [socket] = await connected;
  onTestFinished(() => socket.destroy());
  const terms = { answerMs, graceMs: 60_000, isClosing: false, waiting: new Set<Upgrade>() };
  return { socket, client, terms, upgrade: new Upgrade(socket, HEAD, terms) };
}

function responseOf(): ServerResponse {
  return new ServerResponse(new IncomingMessage(new Socket()));
}

describe('Upgrade', () => {
  it('gives the socket to who accepted it when the 101 has left, and lets go of the response', async () => {
    const { socket, received, terms, upgrade, response } = upgradeOf();
    const taken: [Duplex, Buffer][] = [];
    const closed = once(response, 'close');
    expect(upgrade.answerBy(response)).toBe(true);
    upgrade.accept(response, (...given) => taken.push(given));
    response.writeHead(101, { Connection: 'Upgrade' }).end();
    expect(taken).toEqual([]);
    await waitFor(() => taken.length === 1);
    expect(taken).toEqual([[socket, HEAD]]);
    await closed;
    expect(received.text).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
    const listeners = [socket.listenerCount('error'), socket.listenerCount('close')];
    expect({ socket: response.socket, listeners, waiting: terms.waiting.size, isTaken: upgrade.isTaken }).toEqual({
      socket: null,
      listeners: [0, 0],
      waiting: 0,
      isTaken: false,
    });
  });

  it('takes the socket from a response of another router too, behind all that listen to it', async () => {
    const { socket, upgrade, response } = upgradeOf();
    Reflect.apply(response.assignSocket, response, [socket]);
    expect(upgrade.answerBy(responseOf())).toBe(false);
    const order: string[] = [];
    response.on('finish', () => order.push('finished'));
    upgrade.accept(response, () => order.push('taken'));
    upgrade.answered();
    response.writeHead(101).end();
    await waitFor(() => order.length === 2);
    expect(order).toEqual(['finished', 'taken']);
  });

  it('ends the socket when something else than a 101 has left, though it was accepted', async () => {
    const { peer, received, terms, upgrade, response } = upgradeOf();
    let isTaken = false;
    upgrade.answerBy(response);
    upgrade.accept(response, () => {
      isTaken = true;
    });
    response.writeHead(403).end('no');
    await waitFor(() => received.hasEnded);
    expect(received.text).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n.*connection: close\r\n.*no/is);
    expect({ isTaken, waiting: [...terms.waiting] }).toEqual({ isTaken: false, waiting: [upgrade] });
    peer.end('what is still said');
    await waitFor(() => terms.waiting.size === 0);
  });

  it('cuts a socket whose peer does not end it', async () => {
    const { socket, received, terms, upgrade, response } = upgradeOf({ graceMs: 20 });
    upgrade.answerBy(response);
    response.writeHead(401).end();
    await waitFor(() => received.hasEnded);
    await waitFor(() => socket.destroyed && terms.waiting.size === 0);
  });

  it('waits for no peer while the app closes', async () => {
    const { socket, received, upgrade, response } = upgradeOf({ isClosing: true });
    upgrade.answerBy(response);
    response.writeHead(503).end();
    await waitFor(() => received.hasEnded && socket.destroyed);
  });

  it('ends a socket that another router has answered, unless it was accepted', async () => {
    const { received, upgrade, terms } = upgradeOf();
    upgrade.answered();
    upgrade.answered();
    await waitFor(() => received.hasEnded);
    expect(terms.waiting.size).toBe(1);
  });

  it.each<[string, boolean, (socket: Duplex) => void]>([
    ['as Node hands it over', false, () => {}],
    ['that somebody reads', true, (socket) => void socket.on('data', () => {})],
    ['that somebody is going to read', true, (socket) => void socket.on('readable', () => {})],
    ['that somebody has ended', true, (socket) => void socket.end()],
    ['that somebody has cut', true, (socket) => void socket.destroy()],
  ])('takes a socket %s for taken: %j', (_, isTaken, use) => {
    const { socket, upgrade } = upgradeOf();
    use(socket);
    expect(upgrade.isTaken).toBe(isTaken);
  });

  it('cuts a socket that was left to others when nobody takes it', async () => {
    const { socket, received, terms, upgrade, response } = upgradeOf({ graceMs: 20 });
    upgrade.answerBy(response);
    upgrade.leave();
    expect({ socket: response.socket, waiting: [...terms.waiting] }).toEqual({ socket: null, waiting: [upgrade] });
    await waitFor(() => socket.destroyed && terms.waiting.size === 0);
    expect(received.text).toBe('');
  });

  it('leaves a socket alone that somebody took', () => {
    const { socket, terms, upgrade } = upgradeOf();
    upgrade.leave();
    socket.resume();
    upgrade.hurry();
    expect({ destroyed: socket.destroyed, waiting: terms.waiting.size }).toEqual({ destroyed: false, waiting: 0 });
  });

  it('leaves a socket to the application that has answered 101 by itself', async () => {
    const { socket, upgrade, response } = upgradeOf();
    upgrade.answerBy(response);
    response.writeHead(101).end();
    await waitFor(() => response.writableFinished && response.socket === null);
    expect({ ended: socket.writableEnded, destroyed: socket.destroyed }).toEqual({ ended: false, destroyed: false });
  });

  it('cuts a socket that nobody answers in time', async () => {
    const { socket, terms, upgrade, response } = upgradeOf({ answerMs: 20 });
    upgrade.answerBy(response);
    await waitFor(() => socket.destroyed && terms.waiting.size === 0);
  });

  it('leaves a socket alone on which an answer is on its way', async () => {
    const { socket, terms, upgrade, client } = await upgradeOverTcp({ answerMs: 20 });
    const response = responseOf();
    upgrade.answerBy(response);
    response.write('what goes');
    await waitFor(() => terms.waiting.size === 0);
    response.end(' on');
    await waitFor(() => client.hasEnded);
    expect({ received: client.received, destroyed: socket.destroyed }).toEqual({
      received: expect.stringContaining('what goes'),
      destroyed: false,
    });
  });

  it('cuts a socket that has been refused at once when the app closes, and one that is decided about soon', async () => {
    const refused = upgradeOf();
    refused.upgrade.answerBy(refused.response);
    refused.response.writeHead(401).end();
    await waitFor(() => refused.received.hasEnded);
    const open = upgradeOf({ graceMs: 20 });
    refused.upgrade.hurry();
    open.upgrade.hurry();
    expect([refused.socket.destroyed, open.socket.destroyed]).toEqual([true, false]);
    await waitFor(() => open.socket.destroyed);
  });

  it('is not disturbed by an error of the socket, at any time, and waits for none that is gone', async () => {
    const { socket, terms, upgrade } = upgradeOf();
    socket.destroy(new Error('reset'));
    await waitFor(() => socket.closed);
    upgrade.answered();
    expect(terms.waiting.size).toBe(0);
  });
});
