import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it } from 'vitest';
import { Opcode } from '../../src/vocabulary/opcode.ts';
import type { Role } from '../../src/vocabulary/role.ts';
import { bytesOf } from '../support/bytes-of.ts';
import type { PlainFrame } from '../support/frame-of.ts';
import { LinkedPair } from '../support/linked-pair.ts';
import { ManualDeflater } from '../support/manual-deflater.ts';
import { ManualInflater } from '../support/manual-inflater.ts';
import { RecordingShell } from '../support/recording-shell.ts';

const sides: { role: Role; peer: Role }[] = [
  { role: 'client', peer: 'server' },
  { role: 'server', peer: 'client' },
];
const limits = { highWaterMark: 1_000, lowWaterMark: 200, maxBufferedBytes: 10_000 };

const control = (opcode: number, ...payload: number[]): PlainFrame => ({
  fin: true,
  rsv1: false,
  opcode,
  payload: Uint8Array.from(payload),
});
const drains = (shell: RecordingShell) => shell.events.filter((event) => event === 'drained').length;

describe.each(sides)('Connection of a $role: backpressure', ({ role, peer }) => {
  const header = role === 'client' ? 6 : 2;
  const longHeader = header + 2;

  it('counts what waits: frames with their headers, and what the transport holds', () => {
    const { connection } = new RecordingShell(role);
    connection.send('1234567890');
    expect(connection.bufferedAmount).toBe(10 + header);
    connection.transportHolds(500);
    expect(connection.bufferedAmount).toBe(510 + header);
  });

  it('answers false above the high-water mark, until it has fallen to the low one', () => {
    const shell = new RecordingShell(role, { limits });
    const { connection } = shell;
    expect(connection.send(new Uint8Array(1_000 - longHeader))).toBe(true);
    expect(connection.send('')).toBe(false);
    shell.take();
    connection.transportHolds(201);
    expect([connection.send(''), drains(shell)]).toEqual([false, 0]);
    shell.take();
    connection.transportHolds(200);
    expect([drains(shell), connection.send('')]).toEqual([1, true]);
  });

  it('destroys a connection whose peer reads too slowly, for more than maxBufferedBytes', () => {
    const shell = new RecordingShell(role, { limits });
    for (let count = 0; count < 9; count++) shell.connection.send(new Uint8Array(1_000));
    expect(shell.connection.state).toBe('open');
    expect([shell.connection.send(new Uint8Array(1_000)), shell.connection.state]).toEqual([false, 'closed']);
    shell.connection.socketClosed();
    expect(shell.closure).toMatchObject({ code: 1006, wasClean: false });
    expect(shell.closure?.cause?.message).toContain('maxBufferedBytes');
  });

  it('counts pings and pongs too', () => {
    const shell = new RecordingShell(role, { limits });
    for (let count = 0; count < 200; count++) shell.connection.ping(new Uint8Array(100));
    expect(shell.connection.state).toBe('closed');
  });

  it('answers only the newest ping of a peer that sends them and does not read (§5.5.3)', () => {
    const shell = new RecordingShell(role, { limits });
    shell.connection.send(new Uint8Array(1_000));
    shell.take();
    shell.connection.transportHolds(1_000 + longHeader);
    for (let value = 0; value < 100; value++) shell.receiveFrames(control(Opcode.ping, value));
    expect({ wire: shell.takeHex(), pings: shell.events.length }).toEqual({ wire: '', pings: 100 });
    shell.connection.transportHolds(100);
    expect(shell.takeFrames()).toEqual([control(Opcode.pong, 99)]);
    shell.receiveFrames(control(Opcode.ping, 7));
    expect(shell.takeFrames()).toEqual([control(Opcode.pong, 7)]);
  });

  it('never holds more for a flood of pings than the high-water mark and one pong', () => {
    const shell = new RecordingShell(role, { limits });
    for (let count = 0; count < 10_000; count++) shell.receiveFrames(control(Opcode.ping, ...new Uint8Array(125)));
    expect(shell.connection.bufferedAmount).toBeLessThanOrEqual(limits.highWaterMark + 125 + header);
    expect(shell.connection.state).toBe('open');
  });

  it('loses and repeats nothing when the peer stops reading for a while', () => {
    const pair = new LinkedPair({ [role]: { limits }, link: { windowBytes: 500, chunkSizes: [300] } });
    const [sender, reader] = [pair.end(role), pair.end(peer)];
    const messages = Array.from({ length: 60 }, (_, at) => `message ${at} `.repeat(8));
    reader.connection.pause();
    const waiting = messages.slice();
    const feed = () => {
      for (let mayGoOn = true; mayGoOn && waiting.length > 0; ) mayGoOn = sender.connection.send(waiting.shift() ?? '');
    };
    sender.react.drained = feed;
    feed();
    pair.run();
    expect({ received: reader.messages, isWaiting: waiting.length > 0 }).toEqual({ received: [], isWaiting: true });
    reader.connection.resume();
    pair.run();
    expect(reader.messages).toEqual(messages);
    expect(sender.connection.bufferedAmount).toBe(0);
  });

  it('asks a stream’s source for no more than the buffer takes, and goes on when it has drained', async () => {
    const pair = new LinkedPair({ [role]: { limits }, link: { windowBytes: 0 } });
    const [sender, reader] = [pair.end(role), pair.end(peer)];
    let produced = 0;
    const source = async function* () {
      for (; produced < 50; produced++) yield await Promise.resolve(new Uint8Array(300));
    };
    reader.connection.pause();
    let isSent = false;
    void sender.connection.sendStream('binary', source()).then(() => {
      isSent = true;
    });
    await pair.until(() => sender.connection.bufferedAmount > limits.highWaterMark);
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    expect(produced).toBeLessThan(6);
    reader.connection.resume();
    await pair.until(() => isSent && reader.messages.length === 1);
    expect(reader.messages[0]).toHaveLength(15_000);
  });

  it('lets a stream go on though what stands in line behind it is above the high-water mark', async () => {
    const pair = new LinkedPair({ [role]: { limits } });
    const [sender, reader] = [pair.end(role), pair.end(peer)];
    const source = async function* () {
      for (let count = 0; count < 20; count++) yield await Promise.resolve(new Uint8Array(300));
    };
    void sender.connection.sendStream('binary', source());
    expect(sender.connection.send(new Uint8Array(2_000))).toBe(false);
    await pair.until(() => reader.messages.length === 2);
    expect(reader.messages.map((message) => message.length)).toEqual([6_000, 2_000]);
    expect(drains(sender)).toBe(1);
  });

  it('answers pings though much stands in line, for that says nothing about the peer', () => {
    const shell = new RecordingShell(role, { limits });
    const never = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<IteratorResult<string>>(() => {}) }) };
    shell.connection.sendStream('text', never).catch(() => {});
    shell.connection.send(new Uint8Array(2_000));
    shell.receiveFrames(control(Opcode.ping, 1));
    expect(shell.takeFrames()).toEqual([control(Opcode.pong, 1)]);
  });

  it('counts what is being deflated in the background', async () => {
    const deflater = new ManualDeflater();
    const agreed = {
      deflater,
      inflater: new ManualInflater(),
      thresholdBytes: 0,
      outboundWindowBits: undefined,
      inboundWindowBits: undefined,
    };
    const shell = new RecordingShell(role, { limits: { ...limits, maxBufferedBytes: 100_000 }, deflate: agreed });
    expect(shell.connection.send(new Uint8Array(40_000))).toBe(false);
    expect(shell.connection.bufferedAmount).toBe(40_000);
    deflater.finish();
    await waitFor(() => shell.isFlushDue);
    shell.take();
    shell.connection.transportHolds(0);
    expect({ drains: drains(shell), buffered: shell.connection.bufferedAmount }).toEqual({ drains: 1, buffered: 0 });
    for (let count = 0; count < 3; count++) shell.connection.send(new Uint8Array(40_000));
    expect(shell.connection.state).toBe('closed');
  });

  it('tells nobody to go on when it closes meanwhile', () => {
    const shell = new RecordingShell(role, { limits });
    shell.connection.send(new Uint8Array(2_000));
    shell.close(1000);
    shell.take();
    shell.connection.transportHolds(0);
    expect(drains(shell)).toBe(0);
  });

  it('sends bytes as they are now, though the caller changes them after send', () => {
    const shell = new RecordingShell(role);
    const bytes = bytesOf('01 02 03');
    shell.connection.send(bytes);
    bytes.fill(9);
    expect(shell.takeFrames()).toEqual([control(Opcode.binary, 1, 2, 3)]);
  });
});
