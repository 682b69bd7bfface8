import { describe, expect, it } from 'vitest';
import { Inbound, type InboundReceiver } from '../../src/connection/inbound.ts';
import type { MessageStream } from '../../src/connection/message-stream.ts';
import { Inflation } from '../../src/messages/inflation.ts';
import { nodePlatform } from '../../src/node/node-platform.ts';
import type { ProtocolError } from '../../src/vocabulary/errors.ts';
import { resolveLimits } from '../../src/vocabulary/limits.ts';
import { chunksOf } from '../support/arrivals.ts';
import { bytesOf, hexOf } from '../support/bytes-of.ts';
import { frameOf, joined } from '../support/frame-of.ts';
import { ManualInflater } from '../support/manual-inflater.ts';

/** Notes down what comes, and lets a test react in the midst of it. */
class Receiver implements InboundReceiver {
  wants: 'messages' | 'streams' | undefined = 'messages';
  readonly log: unknown[] = [];
  readonly streams: MessageStream[] = [];
  react: (message: string | Uint8Array) => void = () => {};

  messageReceived(message: string | Uint8Array): void {
    this.log.push(message);
    this.react(message);
  }
  streamReceived(stream: MessageStream): void {
    this.streams.push(stream);
  }
  controlReceived(opcode: number, payload: Uint8Array): void {
    this.log.push(`${opcode} ${hexOf(payload)}`);
  }
  violated(error: ProtocolError): void {
    this.log.push(error.violation);
  }
  readingChanged(isReading: boolean): void {
    this.log.push(isReading);
  }
}

function inboundOf(inflater?: ManualInflater) {
  const receiver = new Receiver();
  const limits = resolveLimits();
  const inflation = inflater && new Inflation(inflater, limits.maxMessageBytes, undefined);
  return { receiver, inbound: new Inbound(receiver, { role: 'client', limits, platform: nodePlatform, inflation }) };
}

const utf8 = (value: string) => new TextEncoder().encode(value);
const text = (value: string, fin = true, opcode = 1) => frameOf({ fin, rsv1: false, opcode, payload: utf8(value) });
const ping = (value: string) => frameOf({ fin: true, rsv1: false, opcode: 9, payload: utf8(value) });

describe('Inbound', () => {
  it('delivers messages and control frames in the order in which they came', () => {
    const { receiver, inbound } = inboundOf();
    inbound.receive(joined(text('a', false), ping('x'), text('b', true, 0), text('c')));
    expect(receiver.log).toEqual(['9 78', 'ab', 'c']);
  });

  it('stops in the midst of a chunk when it is paused there, and goes on from the same byte', () => {
    const { receiver, inbound } = inboundOf();
    receiver.react = (message) => {
      if (message === 'b') inbound.pause();
    };
    inbound.receive(joined(text('a'), text('b'), text('c'), text('d')));
    inbound.receive(text('e'));
    expect(receiver.log).toEqual(['a', 'b', false]);
    expect(inbound.isStopped).toBe(true);
    inbound.resume();
    expect(receiver.log).toEqual(['a', 'b', false, 'c', 'd', 'e', true]);
  });

  it.each(['8100', '8900 8100', '8100 8100'])('delivers an empty message at the end of what came before anybody wanted it: %s', (hex) => {
    const { receiver, inbound } = inboundOf();
    receiver.wants = undefined;
    inbound.receive(bytesOf(hex));
    expect(receiver.log).not.toContain('');
    receiver.wants = 'messages';
    inbound.goOn();
    expect(receiver.log.filter((entry) => entry === '').length).toBe(hex === '8100 8100' ? 2 : 1);
  });

  it('stops again where what it goes on with pauses it again', () => {
    const { receiver, inbound } = inboundOf();
    receiver.react = () => inbound.pause();
    inbound.receive(joined(text('a'), text('b')));
    inbound.receive(text('c'));
    inbound.resume();
    inbound.resume();
    expect(receiver.log).toEqual(['a', false, 'b', 'c']);
  });

  it('does not even tell the transport when a handler pauses and resumes at once', () => {
    const { receiver, inbound } = inboundOf();
    receiver.react = () => {
      inbound.pause();
      inbound.resume();
    };
    inbound.receive(joined(text('a'), text('b')));
    expect(receiver.log.filter((entry) => typeof entry === 'string')).toEqual(['a', 'b']);
    expect(receiver.log.at(-1)).not.toBe(false);
  });

  it.each([[[1000]], [[1]], [[2]], [[3]]])('waits before the first message until somebody wants it, in chunks of %j', (sizes) => {
    for (const first of ['', 'a', 'a'.repeat(200)]) {
      const { receiver, inbound } = inboundOf();
      receiver.wants = undefined;
      for (const chunk of chunksOf(joined(ping(''), text(first)), sizes)) inbound.receive(chunk);
      expect(receiver.log).toEqual(['9 ', false]);
      receiver.wants = 'messages';
      inbound.goOn();
      expect(receiver.log).toEqual(['9 ', false, first, true]);
    }
  });

  it('keeps the order of a chunk that arrives while another is being read', () => {
    const { receiver, inbound } = inboundOf();
    receiver.react = (message) => {
      if (message === 'a') inbound.receive(text('c'));
    };
    inbound.receive(joined(text('a'), text('b')));
    inbound.receive(text('d'));
    expect(receiver.log).toEqual(['a', 'b', 'c', 'd']);
  });

  it('keeps that order when it is paused besides', () => {
    const { receiver, inbound } = inboundOf();
    receiver.react = (message) => {
      if (message !== 'a') return;
      inbound.receive(text('c'));
      inbound.pause();
    };
    inbound.receive(joined(text('a'), text('b')));
    expect(receiver.log).toEqual(['a', false]);
    inbound.resume();
    expect(receiver.log).toEqual(['a', false, 'b', 'c', true]);
  });

  it('waits for what is inflated in the background', () => {
    const inflater = new ManualInflater();
    const { receiver, inbound } = inboundOf(inflater);
    const compressed = frameOf({ fin: true, rsv1: true, opcode: 1, payload: utf8('z'.repeat(20_000)) });
    inbound.receive(joined(text('a'), compressed, text('b')));
    inbound.receive(ping(''));
    expect(receiver.log).toEqual(['a', false]);
    inflater.finish(utf8('inflated'));
    expect(receiver.log).toEqual(['a', false, 'inflated', 'b', '9 ', true]);
  });

  it('reports a violation once, and then reads nothing that its receiver has not ended', () => {
    const { receiver, inbound } = inboundOf();
    receiver.violated = ({ violation }) => {
      receiver.log.push(violation);
      inbound.end(new Error('failed'));
    };
    inbound.receive(joined(text('a'), bytesOf('83 00'), text('b')));
    inbound.receive(bytesOf('83 00'));
    expect(receiver.log).toEqual(['a', 'unknown-opcode']);
  });

  it('forgets what it holds at the end, and lets the transport read on to see the peer’s FIN', () => {
    const { receiver, inbound } = inboundOf();
    receiver.react = () => inbound.pause();
    inbound.receive(joined(text('a'), text('b')));
    inbound.end(new Error('over'));
    inbound.resume();
    inbound.goOn();
    inbound.receive(text('c'));
    expect(receiver.log).toEqual(['a', false, true]);
  });

  it('delivers a message in fragments where streams are wanted, and stops while the reader is behind', async () => {
    const { receiver, inbound } = inboundOf();
    receiver.wants = 'streams';
    inbound.receive(joined(text('a', false), text('x'.repeat(70_000), false, 0), text('b', true, 0), text('next')));
    expect(receiver.log).toEqual([false]);
    const [stream] = receiver.streams;
    const read: unknown[] = [];
    for await (const fragment of stream ?? []) read.push(fragment);
    expect(read).toEqual(['a', 'x'.repeat(70_000), 'b']);
    expect(receiver.log).toEqual([false, true]);
    expect(receiver.streams).toHaveLength(2);
  });

  it('fails a stream in progress at the end', async () => {
    const { receiver, inbound } = inboundOf();
    receiver.wants = 'streams';
    inbound.receive(text('a', false));
    inbound.end(new Error('over'));
    await expect(async () => {
      for await (const _ of receiver.streams[0] ?? []);
    }).rejects.toThrow('over');
  });
});
