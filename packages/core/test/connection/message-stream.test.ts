import { describe, expect, it } from 'vitest';
import { MessageStream } from '../../src/connection/message-stream.ts';
import { Opcode } from '../../src/vocabulary/opcode.ts';

function streamOf(opcode: 1 | 2 = Opcode.text) {
  let resumed = 0;
  const stream = new MessageStream(opcode, () => resumed++);
  return { stream, resumed: () => resumed };
}

async function readAll(stream: MessageStream): Promise<(string | Uint8Array)[]> {
  const read: (string | Uint8Array)[] = [];
  for await (const fragment of stream) read.push(fragment);
  return read;
}

describe('MessageStream', () => {
  it.each([
    [Opcode.text, 'text'],
    [Opcode.binary, 'binary'],
  ])('of opcode %d is of kind %s', (opcode, kind) => {
    expect(streamOf(opcode).stream.kind).toBe(kind);
  });

  it('gives fragments in order, those that wait and those that come while it is read', async () => {
    const { stream } = streamOf();
    stream.push('a');
    stream.push('b');
    const reading = readAll(stream);
    await new Promise(setImmediate);
    stream.push('c');
    await new Promise(setImmediate);
    stream.push('d');
    stream.end();
    expect(await reading).toEqual(['a', 'b', 'c', 'd']);
  });

  it('is full from 64 KiB unread on, and has the connection read on when its reader has caught up', async () => {
    const { stream, resumed } = streamOf(Opcode.binary);
    stream.push(new Uint8Array((64 << 10) - 65));
    expect(stream.isFull).toBe(false);
    stream.push(new Uint8Array(1));
    expect(stream.isFull).toBe(true);
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    expect({ isFull: stream.isFull, resumed: resumed() }).toEqual({ isFull: false, resumed: 1 });
  });

  it('counts empty fragments too, so that a peer cannot pile them up', () => {
    const { stream } = streamOf();
    for (let count = 0; count < 1024; count++) stream.push('');
    expect(stream.isFull).toBe(true);
  });

  it('discards the rest when its reader leaves, and lets the connection go on', async () => {
    const { stream, resumed } = streamOf();
    stream.push('a');
    stream.push('b');
    for await (const fragment of stream) {
      expect(fragment).toBe('a');
      stream.push('x'.repeat(100_000));
      break;
    }
    stream.push('x'.repeat(100_000));
    stream.end();
    expect({ isFull: stream.isFull, resumed: resumed() }).toEqual({ isFull: false, resumed: 1 });
    expect(await readAll(stream)).toEqual([]);
  });

  it('gives what has come before it fails with the connection', async () => {
    const { stream } = streamOf();
    const read: unknown[] = [];
    stream.push('a');
    stream.end(new Error('lost'));
    stream.end();
    await expect(async () => {
      for await (const fragment of stream) read.push(fragment);
    }).rejects.toThrow('lost');
    expect(read).toEqual(['a']);
  });

  it('fails a reader who waits', async () => {
    const { stream } = streamOf();
    const reading = readAll(stream);
    await new Promise(setImmediate);
    stream.end(new Error('lost'));
    await expect(reading).rejects.toThrow('lost');
  });

  it('is no failed stream when the connection ends behind its end', async () => {
    const { stream } = streamOf();
    stream.end();
    stream.end(new Error('lost'));
    expect(await readAll(stream)).toEqual([]);
  });
});
