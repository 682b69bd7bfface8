import { once } from 'node:events';
import { SharedMessage } from '@trunkline/server';
import { RawClient } from '@trunkline/test-kit/raw-client';
import { VirtualPlatform } from '@trunkline/test-kit/virtual-platform';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it } from 'vitest';
import { WsLink } from '../../src/links/ws-link.ts';
import { RecordedReceiver } from '../support/recorded-receiver.ts';
import { startWs, wsPair } from '../support/ws-pair.ts';

const OPTIONS = { messageBytes: 1_024, sendBudgetBytes: 64 << 10, heartbeat: { intervalMs: 25_000, timeoutMs: 10_000 } };

/** A link on a real socket of `ws`, its client, and what comes in. */
async function linked(options: Parameters<typeof wsPair>[0] = {}) {
  const { server, client } = await wsPair(options);
  const platform = new VirtualPlatform();
  const receiver = new RecordedReceiver();
  const heard: unknown[] = [];
  client.on('message', (message, isBinary) => heard.push(isBinary ? [...Buffer.from(String(message), 'latin1')] : String(message)));
  client.on('close', (code, reason) => heard.push({ code, reason: String(reason) }));
  return { server, client, platform, receiver, heard, link: new WsLink(server, OPTIONS, platform) };
}

/** Everything that may come in by itself has come in. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('WsLink', () => {
  it('brings text and bytes, and sends both', async () => {
    const { client, link, receiver, heard } = await linked();
    link.receive(receiver);
    client.send('a text');
    client.send(Uint8Array.of(1, 2));
    await waitFor(() => receiver.seen.length === 2);
    expect(receiver.seen).toEqual(['a text', [1, 2]]);
    link.send('back');
    link.sendShared(new SharedMessage(Uint8Array.of(3)));
    await waitFor(() => heard.length === 2);
    expect(heard).toEqual(['back', [3]]);
  });

  it('loses nothing that comes before it has a receiver', async () => {
    const { client, link, receiver } = await linked();
    for (const text of ['1', '2', '3']) client.send(text);
    await settled();
    link.receive(receiver);
    client.send('4');
    await waitFor(() => receiver.seen.length === 4);
    expect(receiver.seen).toEqual(['1', '2', '3', '4']);
  });

  it('reads nothing before it has a receiver but what ws has read already', async () => {
    const { client, link, receiver, heard } = await linked();
    client.send('x'.repeat(32 << 20)); // more than the kernel holds, and far more than it takes
    await settled();
    expect({ heard, waits: client.bufferedAmount > 0 }).toEqual({ heard: [], waits: true });
    link.receive(receiver);
    await waitFor(() => receiver.seen.length === 1);
    expect(receiver.seen).toEqual([{ code: 1009, reason: 'the message is too big' }]);
  });

  it('brings nothing while it is paused, though more was read already', async () => {
    const { client, link, receiver } = await linked();
    receiver.onMessage = () => link.pause();
    link.receive(receiver);
    const texts = Array.from({ length: 50 }, (_, at) => String(at));
    for (const text of texts) client.send(text);
    for (const [at] of texts.entries()) {
      await waitFor(() => receiver.seen.length === at + 1);
      await settled();
      expect(receiver.seen).toEqual(texts.slice(0, at + 1));
      link.resume();
    }
  });

  it('tells that it drained, once, when a peer that did not read has taken nearly all', async () => {
    const { client, link, receiver, heard } = await linked();
    const waiting: number[] = [];
    receiver.onDrained = () => waiting.push(link.bufferedAmount);
    link.receive(receiver);
    client.pause();
    const chunk = 'x'.repeat(1 << 20);
    let sent = 0;
    // More than the kernel takes at once, so that not all is written when the first of it is.
    while (link.bufferedAmount <= 24 << 20) {
      link.send(chunk);
      sent += 1;
      await settled();
    }
    expect(receiver.seen).toEqual([]);
    client.resume();
    await waitFor(() => receiver.seen.length > 0 && heard.length === sent);
    link.send('more');
    await waitFor(() => heard.length === sent + 1);
    await settled();
    expect(receiver.seen).toEqual(['drained']);
    expect(waiting[0]).toBeLessThanOrEqual(OPTIONS.sendBudgetBytes / 4);
  });

  it('asks a silent peer, and keeps one that answers', async () => {
    const { client, link, receiver, platform } = await linked();
    link.receive(receiver);
    const pinged = once(client, 'ping');
    platform.pass(25_000);
    await pinged;
    await settled(); // the answer comes in
    platform.pass(24_999);
    expect(receiver.seen).toEqual([]);
  });

  it('cuts a peer that does not answer', async () => {
    const { client, link, receiver, platform, heard } = await linked({ client: { autoPong: false } });
    link.receive(receiver);
    const pinged = once(client, 'ping');
    platform.pass(25_000);
    await pinged;
    platform.pass(10_000);
    await waitFor(() => receiver.seen.length === 1 && heard.length === 1);
    expect([receiver.seen, heard]).toEqual([[{ code: 1006, reason: '' }], [{ code: 1006, reason: '' }]]);
    expect(platform.timers).toBe(0);
  });

  it('asks nothing of a peer that is not read', async () => {
    const { link, receiver, platform } = await linked({ client: { autoPong: false } });
    platform.pass(100_000);
    link.receive(receiver);
    link.pause();
    platform.pass(100_000);
    await settled();
    expect(receiver.seen).toEqual([]);
  });

  it.each([
    ['than it takes', {}, 1_025],
    ['than ws takes', { maxPayload: 16 }, 17],
  ])('closes with 1009 for a message longer %s, and brings nothing behind it', async (_, server, length) => {
    const { client, link, receiver, heard } = await linked({ server });
    link.receive(receiver);
    client.send('before');
    client.send('x'.repeat(length));
    client.send('behind');
    await waitFor(() => heard.length === 1);
    await settled();
    expect(receiver.seen).toEqual(['before', { code: 1009, reason: expect.any(String) }]);
    expect(heard).toEqual([{ code: 1009, reason: expect.any(String) }]);
  });

  it('takes what is just long enough', async () => {
    const { client, link, receiver } = await linked();
    link.receive(receiver);
    client.send('x'.repeat(1_024));
    await waitFor(() => receiver.seen.length === 1);
    expect(receiver.seen).toEqual(['x'.repeat(1_024)]);
  });

  it('tells that a text was none by 1007', async () => {
    const { client, link, receiver } = await linked();
    link.receive(receiver);
    client.send(Uint8Array.of(0xff), { binary: false });
    await waitFor(() => receiver.seen.length === 1);
    expect(receiver.seen).toEqual([{ code: 1007, reason: expect.any(String) }]);
  });

  it('tells how the peer closed, once', async () => {
    const { client, link, receiver } = await linked();
    link.receive(receiver);
    client.close(4_100, 'over');
    await waitFor(() => receiver.seen.length > 0);
    await settled();
    expect(receiver.seen).toEqual([{ code: 4100, reason: 'over' }]);
    link.send('too late');
    link.close(1_000, '');
    link.destroy();
  });

  it('tells a receiver that comes late that the connection is gone', async () => {
    const { client, server, link, receiver } = await linked();
    client.terminate();
    server.resume(); // a paused socket does not see it
    await waitFor(() => server.readyState === server.CLOSED);
    link.receive(receiver);
    expect(receiver.seen).toEqual([{ code: 1006, reason: '' }]);
  });

  it('reads the answer to its close though it was paused, and drops all else', async () => {
    const { client, server, link, receiver, platform, heard } = await linked();
    receiver.onMessage = () => link.pause();
    link.receive(receiver);
    client.send('1');
    client.send('2');
    await waitFor(() => receiver.seen.length === 1);
    link.close(4_001, 'drained');
    client.send('3');
    link.pause(); // whoever pauses late must not keep the answer back
    await waitFor(() => server.readyState === server.CLOSED && heard.length === 1);
    expect([receiver.seen, heard]).toEqual([['1', { code: 4001, reason: 'drained' }], [{ code: 4001, reason: 'drained' }]]);
    link.resume();
    expect(platform.timers).toBe(0);
  });

  it('cuts a peer that does not answer its close within 5 s', async () => {
    const { server, port } = await startWs();
    const client = await RawClient.upgrade(port);
    const [socket] = await once(server, 'connection');
    const platform = new VirtualPlatform();
    const receiver = new RecordedReceiver();
    const link = new WsLink(socket, OPTIONS, platform);
    link.receive(receiver);
    link.close(4_001, '');
    platform.pass(4_999);
    await settled();
    expect({ seen: receiver.seen, hasEnded: client.hasEnded }).toEqual({ seen: [], hasEnded: false });
    platform.pass(1);
    await waitFor(() => client.hasEnded || client.isClosed);
    await waitFor(() => receiver.seen.length === 1);
    expect(receiver.seen).toEqual([{ code: 1006, reason: '' }]);
  });

  it('cuts the connection at once when it is destroyed', async () => {
    const { link, receiver, heard } = await linked();
    link.receive(receiver);
    link.destroy();
    await waitFor(() => receiver.seen.length === 1 && heard.length === 1);
    expect([receiver.seen, heard]).toEqual([[{ code: 1006, reason: '' }], [{ code: 1006, reason: '' }]]);
  });
});
