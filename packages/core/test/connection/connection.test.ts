import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it } from 'vitest';
import type { MessageStream } from '../../src/connection/message-stream.ts';
import { shared } from '../../src/node/shared.ts';
import { InvalidStateError } from '../../src/vocabulary/errors.ts';
import { Opcode } from '../../src/vocabulary/opcode.ts';
import type { Role } from '../../src/vocabulary/role.ts';
import { chunksOf } from '../support/arrivals.ts';
import { bytesOf, hexOf } from '../support/bytes-of.ts';
import { frameOf, joined, type PlainFrame } from '../support/frame-of.ts';
import { LinkedPair } from '../support/linked-pair.ts';
import { RecordingShell } from '../support/recording-shell.ts';

const sides: { role: Role; peer: Role }[] = [
  { role: 'client', peer: 'server' },
  { role: 'server', peer: 'client' },
];

const utf8 = (text: string) => new TextEncoder().encode(text);
const frame = (opcode: number, payload: Uint8Array | string, fin = true): PlainFrame => ({
  ...{ fin, rsv1: false, opcode },
  payload: typeof payload === 'string' ? utf8(payload) : payload,
});
const text = (payload: string) => frame(Opcode.text, payload);

async function readAll(stream: MessageStream): Promise<(string | Uint8Array)[]> {
  const read: (string | Uint8Array)[] = [];
  for await (const fragment of stream) read.push(fragment);
  return read;
}

async function* pieces<Piece>(...list: Piece[]): AsyncGenerator<Piece> {
  yield* list;
}

describe.each(sides)('Connection of a $role: masking (§5.1)', ({ role }) => {
  const masks = role === 'client';

  it(`${masks ? 'masks' : 'does not mask'} what it sends`, () => {
    const shell = new RecordingShell(role);
    shell.connection.send('a');
    shell.connection.send(bytesOf('01'));
    shell.connection.send(shared('b'));
    shell.connection.ping(bytesOf('02'));
    shell.close(1000);
    const wire = shell.take();
    const bits: boolean[] = [];
    for (let at = 0; at < wire.length; at += 2 + (masks ? 4 : 0) + ((wire[at + 1] ?? 0) & 0x7f)) bits.push((wire[at + 1] ?? 0) >= 0x80);
    expect(bits).toEqual(Array(5).fill(masks));
  });

  it('fails for a frame that is masked the wrong way, with 1002', () => {
    const shell = new RecordingShell(role);
    shell.receive(frameOf(text('a'), masks ? '00000000' : undefined));
    expect(shell.takeFrames()).toEqual([frame(Opcode.close, joined(bytesOf('03ea'), utf8('wrong-mask')))]);
    expect({ messages: shell.messages, state: shell.connection.state }).toEqual({ messages: [], state: 'closing' });
  });
});

describe.each(sides)('Connection of a $role: messages (§5.4, §5.6)', ({ role, peer }) => {
  it.each([0, 1, 125, 126, 65_535, 65_536, 1_000_000])('sends and receives %d bytes', (length) => {
    const pair = new LinkedPair();
    const bytes = Uint8Array.from({ length }, (_, at) => at);
    const string = 'é€a'.repeat(length / 6);
    for (const message of [bytes, string]) pair.end(role).connection.send(message);
    pair.run();
    const { messages } = pair.end(peer);
    expect(messages.map((message) => message.length)).toEqual([bytes.length, string.length]);
    expect(messages[1] === string && hexOf(messages[0] instanceof Uint8Array ? messages[0] : bytesOf('')) === hexOf(bytes)).toBe(true);
  });

  it.each([1, 2, 3, 7, 1000])('sends fragments of %d bytes, which arrive as one message (§5.4)', (fragmentBytes) => {
    const pair = new LinkedPair({ [role]: { fragmentBytes }, link: { chunkSizes: [5, 1] } });
    const messages = ['aé€😀'.repeat(20), '', 'b', bytesOf('00 01 02 03 04 05 06 07')];
    for (const message of messages) pair.end(role).connection.send(message);
    pair.run();
    expect(pair.end(peer).messages).toEqual(messages);
  });

  it('answers a ping between two fragments, and then delivers their message (§5.4)', () => {
    const shell = new RecordingShell(role);
    shell.receiveFrames(frame(Opcode.text, 'a', false), frame(Opcode.ping, 'p'), frame(Opcode.continuation, 'b'));
    expect(shell.events).toEqual([{ ping: '70' }, { message: 'ab' }]);
    expect(shell.takeFrames()).toEqual([frame(Opcode.pong, 'p')]);
  });

  it.each([
    ['a continuation of nothing', [frame(Opcode.continuation, 'a')], 'unexpected-continuation'],
    ['a new message inside of another', [frame(Opcode.text, 'a', false), text('b')], 'expected-continuation'],
  ])('fails for %s, with 1002 (§5.4)', (_, frames, violation) => {
    const shell = new RecordingShell(role);
    shell.receiveFrames(...frames);
    expect(shell.takeFrames()).toEqual([frame(Opcode.close, joined(bytesOf('03ea'), utf8(violation)))]);
  });

  it('fails for text that is not UTF-8 with 1007, before the message ends (§8.1)', () => {
    const shell = new RecordingShell(role);
    shell.receiveFrames(frame(Opcode.text, bytesOf('ff'), false));
    expect(shell.takeFrames()).toEqual([frame(Opcode.close, joined(bytesOf('03ef'), utf8('invalid-utf8')))]);
  });

  it('fails for more than maxMessageBytes with 1009, by the header alone', () => {
    const shell = new RecordingShell(role, { limits: { maxMessageBytes: 10 } });
    shell.receiveFrames(frame(Opcode.binary, new Uint8Array(10)));
    const header = frameOf(frame(Opcode.binary, new Uint8Array(11)), role === 'server' ? '01020304' : undefined);
    shell.receive(header.subarray(0, header.length - 11));
    expect(shell.takeFrames()).toEqual([frame(Opcode.close, joined(bytesOf('03f1'), utf8('frame-too-big')))]);
    expect(shell.messages).toHaveLength(1);
  });

  it('streams a message from a source, with pings in between (§5.4)', async () => {
    const pair = new LinkedPair();
    const { connection } = pair.end(role);
    const source = async function* () {
      yield 'a';
      await Promise.resolve();
      connection.ping(bytesOf('07'));
      yield 'é';
    };
    const sent = connection.sendStream('text', source());
    connection.send('behind');
    await sent;
    pair.run();
    expect(pair.end(peer).events).toEqual([{ ping: '07' }, { message: 'aé' }, { message: 'behind' }]);
    expect(pair.end(role).events).toEqual([{ pong: '07' }]);
  });

  it('sends streams one behind the other, messages in their places between them', async () => {
    const pair = new LinkedPair();
    const { connection } = pair.end(role);
    const first = connection.sendStream('binary', pieces(bytesOf('01'), bytesOf('02')));
    connection.send('between');
    const second = connection.sendStream('text', pieces('x', 'y'));
    connection.send(shared('last'));
    await Promise.all([first, second]);
    pair.run();
    expect(pair.end(peer).messages).toEqual([bytesOf('01 02'), 'between', 'xy', 'last']);
  });

  it('refuses a stream when it is not open any more', async () => {
    const shell = new RecordingShell(role);
    shell.close(1000);
    await expect(shell.connection.sendStream('text', pieces('a'))).rejects.toThrow(InvalidStateError);
  });

  it('closes with 1011 when a stream’s source throws, and rejects with that', async () => {
    const pair = new LinkedPair();
    const error = new Error('no more');
    const source = async function* () {
      yield 'half';
      await Promise.reject(error);
    };
    await expect(pair.end(role).connection.sendStream('text', source())).rejects.toBe(error);
    pair.advance(10_000);
    expect(pair.end(role).closure).toMatchObject({ sent: { code: 1011 }, cause: error });
    expect(pair.end(peer).closure).toMatchObject({ code: 1011 });
    expect(pair.end(peer).messages).toEqual([]);
  });
});

describe.each(sides)('Connection of a $role: pings and pongs (§5.5.2, §5.5.3)', ({ role, peer }) => {
  it.each([0, 1, 125])('sends a ping of %d bytes and is answered with the same', (length) => {
    const pair = new LinkedPair();
    const payload = new Uint8Array(length).fill(7);
    pair.end(role).connection.ping(payload);
    pair.run();
    expect(pair.end(peer).events).toEqual([{ ping: hexOf(payload) }]);
    expect(pair.end(role).events).toEqual([{ pong: hexOf(payload) }]);
  });

  it('throws for a ping of 126 bytes (§5.5)', () => {
    expect(() => new RecordingShell(role).connection.ping(new Uint8Array(126))).toThrow(RangeError);
  });

  it('takes a pong that nobody asked for', () => {
    const shell = new RecordingShell(role);
    shell.receiveFrames(frame(Opcode.pong, 'x'));
    expect({ events: shell.events, wire: shell.takeHex() }).toEqual({ events: [{ pong: '78' }], wire: '' });
  });

  it('sends no pong and no ping behind its close frame (§5.5.1)', () => {
    const shell = new RecordingShell(role);
    shell.close(1000);
    shell.take();
    shell.receiveFrames(frame(Opcode.ping, 'x'));
    shell.connection.ping(new Uint8Array(0));
    expect({ events: shell.events, wire: shell.takeHex() }).toEqual({ events: [{ ping: '78' }], wire: '' });
  });
});

describe.each(sides)('Connection of a $role: reading', ({ role, peer }) => {
  it('stops in the midst of a chunk when it is paused, and loses nothing', () => {
    const shell = new RecordingShell(role);
    shell.react.message = (message) => {
      if (message === 'b') shell.connection.pause();
    };
    shell.receiveFrames(...['a', 'b', 'c', 'd'].map(text));
    expect(shell.events).toEqual([{ message: 'a' }, { message: 'b' }, { reading: false }]);
    shell.connection.resume();
    expect(shell.events.slice(3)).toEqual([{ message: 'c' }, { message: 'd' }, { reading: true }]);
  });

  it.each(['', 'first'])('holds messages until somebody wants them: %j', (first) => {
    const pair = new LinkedPair();
    const reader = pair.end(peer);
    reader.wants = undefined;
    for (const message of [first, 'second']) {
      pair.end(role).connection.send(message);
      pair.run();
    }
    expect({ messages: reader.messages, isReading: reader.isReading }).toEqual({ messages: [], isReading: false });
    reader.wants = 'messages';
    reader.connection.wantsChanged();
    pair.run();
    expect({ messages: reader.messages, isReading: reader.isReading }).toEqual({ messages: [first, 'second'], isReading: true });
  });

  it('answers pings while nobody wants messages, as long as none has come', () => {
    const shell = new RecordingShell(role);
    shell.wants = undefined;
    shell.receiveFrames(frame(Opcode.ping, 'x'));
    expect(shell.takeFrames()).toEqual([frame(Opcode.pong, 'x')]);
  });

  it('waits again when a handler takes itself away', () => {
    const shell = new RecordingShell(role);
    shell.react.message = () => {
      shell.wants = undefined;
      shell.connection.wantsChanged();
    };
    shell.receiveFrames(text('a'), text('b'));
    expect(shell.messages).toEqual(['a']);
    shell.wants = 'messages';
    shell.connection.wantsChanged();
    expect(shell.messages).toEqual(['a', 'b']);
  });

  it('reads a message in fragments as they arrive, with a reader who keeps up', async () => {
    const shell = new RecordingShell(role);
    shell.wants = 'streams';
    shell.receiveFrames(frame(Opcode.text, 'a', false));
    const [stream] = shell.streams;
    const reading = readAll(stream as MessageStream);
    shell.receiveFrames(frame(Opcode.continuation, bytesOf('c3'), false), frame(Opcode.continuation, bytesOf('a9'), false));
    await new Promise(setImmediate);
    shell.receiveFrames(frame(Opcode.continuation, 'z'), text('next'));
    expect(await reading).toEqual(['a', 'é', 'z']);
    expect(shell.streams).toHaveLength(2);
  });

  it('stops reading while a stream’s reader is behind, and then loses nothing', async () => {
    const pair = new LinkedPair({ link: { chunkSizes: [10_000] }, [role]: { fragmentBytes: 5_000 } });
    const reader = pair.end(peer);
    reader.wants = 'streams';
    const message = Uint8Array.from({ length: 300_000 }, (_, at) => at >> 8);
    pair.end(role).connection.send(message);
    pair.run();
    expect(reader.isReading).toBe(false);
    const reading = readAll(reader.streams[0] as MessageStream);
    let read: (string | Uint8Array)[] = [];
    void reading.then((fragments) => {
      read = fragments;
    });
    await pair.until(() => read.length > 0);
    const whole = joined(...read.map((fragment) => (typeof fragment === 'string' ? utf8(fragment) : fragment)));
    expect(hexOf(whole) === hexOf(message)).toBe(true);
  });

  it('discards the rest of a stream whose reader leaves, and goes on with the next message', async () => {
    const shell = new RecordingShell(role);
    shell.wants = 'streams';
    shell.receiveFrames(frame(Opcode.text, 'a', false));
    for await (const _ of shell.streams[0] ?? []) break;
    shell.receiveFrames(frame(Opcode.continuation, 'x'.repeat(200_000), false), frame(Opcode.continuation, 'x'), text('next'));
    expect({ streams: shell.streams.length, isReading: shell.isReading }).toEqual({ streams: 2, isReading: true });
    expect(await readAll(shell.streams[1] as MessageStream)).toEqual(['next']);
  });

  it('fails a stream in progress when the connection is lost', async () => {
    const shell = new RecordingShell(role);
    shell.wants = 'streams';
    shell.receiveFrames(frame(Opcode.text, 'a', false));
    const lost = new Error('reset');
    shell.connection.socketClosed(lost);
    await expect(readAll(shell.streams[0] as MessageStream)).rejects.toMatchObject({ name: 'ConnectionClosedError', cause: lost });
  });

  it('fails a stream of text that is not UTF-8 too', async () => {
    const shell = new RecordingShell(role);
    shell.wants = 'streams';
    shell.receiveFrames(frame(Opcode.text, 'a', false), frame(Opcode.continuation, bytesOf('ff'), false));
    await expect(readAll(shell.streams[0] as MessageStream)).rejects.toMatchObject({ sent: { code: 1007, reason: 'invalid-utf8' } });
  });
});

describe.each(sides)('Connection of a $role: handlers', ({ role }) => {
  it('passes on what the shell throws', () => {
    const shell = new RecordingShell(role);
    shell.react.message = () => {
      throw new Error('of the handler');
    };
    expect(() => shell.receiveFrames(text('a'))).toThrow('of the handler');
  });

  const acts: Record<string, (shell: RecordingShell) => void> = {
    send: (shell) => shell.connection.send('again'),
    ping: (shell) => shell.connection.ping(new Uint8Array(0)),
    close: (shell) => shell.close(1000),
    destroy: (shell) => shell.connection.destroy(undefined),
    'pause and resume': (shell) => {
      shell.connection.pause();
      shell.connection.resume();
    },
    'receive more': (shell) => shell.receiveFrames(frame(Opcode.pong, '')),
    'be told of the FIN': (shell) => shell.connection.socketEnded(shell.time),
    'be told of the end': (shell) => shell.connection.socketClosed(),
    'have other handlers': (shell) => shell.connection.wantsChanged(),
  };
  const moments = ['message', 'ping', 'pong', 'drained', 'closed', 'stream'] as const;

  it.each(moments.flatMap((moment) => Object.keys(acts).map((act) => ({ moment, act }))))(
    'may $act inside of $moment',
    ({ moment, act }) => {
      const shell = new RecordingShell(role, { limits: { highWaterMark: 10 } });
      if (moment === 'stream') shell.wants = 'streams';
      let calls = 0;
      shell.react[moment] = () => {
        if (calls++ === 0) acts[act]?.(shell);
      };
      shell.connection.send('more than the high-water mark');
      shell.receiveFrames(text('a'), frame(Opcode.ping, ''), frame(Opcode.pong, ''));
      for (let turn = 0; turn < 2; turn++) {
        shell.take();
        shell.connection.transportHolds(0);
      }
      shell.connection.socketClosed();
      expect(calls).toBeGreaterThan(0);
      expect(shell.events.filter((event) => event === 'closed')).toEqual(['closed']);
      expect(shell.connection.state).toBe('closed');
    },
  );

  it('delivers nothing behind a message in which it was destroyed', () => {
    const shell = new RecordingShell(role);
    shell.react.message = () => shell.connection.destroy(undefined);
    shell.receiveFrames(text('a'), text('b'), frame(Opcode.ping, ''));
    expect(shell.events).toEqual([{ message: 'a' }, 'destroySocket']);
    expect(shell.takeHex()).toBe('');
  });
});

describe.each(sides)('Connection of a $role: keepalive', ({ role }) => {
  const keepalive = { intervalMs: 25_000, timeoutMs: 10_000 };
  const isPing = ({ opcode }: PlainFrame) => opcode === Opcode.ping;

  it('never closes a quiet connection whose peer lives', () => {
    const pair = new LinkedPair({ [role]: { keepalive }, link: { delayMs: 500 } });
    pair.advance(1_000_000);
    expect(pair.end(role).connection.state).toBe('open');
    expect(pair.end(role).events.length).toBeGreaterThan(30);
  });

  it('destroys the connection when the peer is gone without a word', () => {
    const pair = new LinkedPair({ [role]: { keepalive } });
    pair.dropFrom(role);
    pair.advance(34_999);
    expect(pair.end(role).closure).toBeUndefined();
    pair.advance(1);
    expect(pair.end(role).closure).toMatchObject({ code: 1006, wasClean: false, sent: undefined, received: undefined });
    expect(pair.end(role).closure?.cause?.message).toContain('keepalive');
  });

  it('takes any byte as life, be it a part of a frame', () => {
    const shell = new RecordingShell(role, { keepalive });
    const [wire] = chunksOf(frameOf(text('x'.repeat(100)), role === 'server' ? '01020304' : undefined), [106]);
    for (const byte of wire ?? []) {
      shell.passTime(20_000);
      shell.receive(Uint8Array.of(byte));
    }
    expect(shell.takeFrames()).toEqual([]);
  });

  it('is patient with itself when the timer rings late', () => {
    const shell = new RecordingShell(role, { keepalive });
    shell.passTime(25_000);
    shell.passTime(60_000);
    expect(shell.connection.state).toBe('open');
    expect(shell.takeFrames().filter(isPing)).toHaveLength(2);
  });

  it('rests while reading is paused, and asks anew afterwards before it judges', () => {
    const shell = new RecordingShell(role, { keepalive });
    shell.passTime(25_000);
    shell.passTime(9_000);
    shell.connection.pause();
    shell.connection.resume();
    shell.passTime(1_000);
    expect(shell.connection.state).toBe('open');
    shell.connection.pause();
    for (let count = 0; count < 20; count++) shell.passTime(10_000);
    expect(shell.connection.state).toBe('open');
    expect(shell.takeFrames().filter(isPing)).toHaveLength(2);
  });

  it('is not asked for while the connection closes', () => {
    const shell = new RecordingShell(role, { keepalive });
    shell.close(1000);
    expect(shell.connection.nextDeadline()).toBe(5_000);
  });

  it('needs no deadline where it is off', () => {
    expect(new RecordingShell(role).connection.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('Connection: shared messages', () => {
  it('hands the same frame to the writers of many server connections', () => {
    const message = shared('to all');
    const shells = Array.from({ length: 100 }, () => new RecordingShell('server'));
    for (const shell of shells) {
      shell.connection.send(message);
      shell.take();
    }
    expect(shells.every(({ written }) => written.length === 1 && written[0] === message.frame)).toBe(true);
  });

  it('reaches clients’ peers too, masked anew each time', async () => {
    const pair = new LinkedPair();
    const message = shared('to the server');
    pair.client.connection.send(message);
    pair.client.connection.send(message);
    await waitFor(() => {
      pair.run();
      return pair.server.messages.length === 2;
    });
    expect(pair.server.messages).toEqual(['to the server', 'to the server']);
  });
});
