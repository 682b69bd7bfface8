import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it } from 'vitest';
import type { Connection } from '../../src/connection/connection.ts';
import { ConnectionClosedError } from '../../src/vocabulary/errors.ts';
import { Opcode } from '../../src/vocabulary/opcode.ts';
import type { Role } from '../../src/vocabulary/role.ts';
import { bytesOf } from '../support/bytes-of.ts';
import { joined, type PlainFrame } from '../support/frame-of.ts';
import { LinkedPair } from '../support/linked-pair.ts';
import { inflated, ManualDeflater } from '../support/manual-deflater.ts';
import { ManualInflater } from '../support/manual-inflater.ts';
import { RecordingShell } from '../support/recording-shell.ts';

const sides: { role: Role; peer: Role }[] = [
  { role: 'client', peer: 'server' },
  { role: 'server', peer: 'client' },
];

const utf8 = (text: string) => new TextEncoder().encode(text);
const text = (payload: string): PlainFrame => ({ fin: true, rsv1: false, opcode: Opcode.text, payload: utf8(payload) });
const closeFrame = (code: string, reason = ''): PlainFrame => ({
  ...{ fin: true, rsv1: false, opcode: Opcode.close },
  payload: joined(bytesOf(code), utf8(reason)),
});
const NORMAL = { code: 1000, reason: '' };

/** A source of which nothing ever comes. */
function endless(): AsyncIterable<string> & { returned: number } {
  const source = {
    returned: 0,
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise<IteratorResult<string>>(() => {}),
      return: () => {
        source.returned++;
        return Promise.resolve({ done: true as const, value: undefined });
      },
    }),
  };
  return source;
}

function deflating(deflater: ManualDeflater) {
  return { deflater, inflater: new ManualInflater(), thresholdBytes: 0, outboundWindowBits: undefined, inboundWindowBits: undefined };
}

function stateOf({ state }: Connection): string {
  return state;
}

describe.each(sides)('Connection of a $role: closing handshake (§7)', ({ role, peer }) => {
  it.each([
    [1000, ''],
    [3000, 'bye €'],
    [4999, 'x'.repeat(123)],
  ])('closes with %d %j, and both sides know who said what', (code, reason) => {
    const pair = new LinkedPair({ link: { delayMs: 10, chunkSizes: [3] } });
    pair.end(role).close(code, reason);
    pair.advance(100);
    const close = { code, reason };
    const closure = { ...close, wasClean: true, sent: close, received: close, cause: undefined };
    expect([pair.end(role).closure, pair.end(peer).closure]).toEqual([closure, closure]);
  });

  it('closes without a code, which is reported as 1005 and never sent (§7.1.5)', () => {
    const pair = new LinkedPair();
    pair.end(role).close(undefined);
    const payloads = pair.end(role).takeFrames();
    expect(payloads).toEqual([{ fin: true, rsv1: false, opcode: 8, payload: new Uint8Array(0) }]);
    const other = new RecordingShell(peer);
    other.receiveFrames(...payloads);
    expect(other.takeFrames()).toEqual(payloads);
    other.connection.socketClosed();
    expect(other.closure).toMatchObject({ code: 1005, reason: '', wasClean: true });
  });

  it('survives both sides closing at once, each with its own code', () => {
    const pair = new LinkedPair({ link: { delayMs: 10 } });
    pair.end(role).close(3000, 'ours');
    pair.end(peer).close(3001, 'theirs');
    pair.advance(100);
    expect(pair.end(role).closure).toMatchObject({ code: 3001, reason: 'theirs', wasClean: true, sent: { code: 3000, reason: 'ours' } });
    expect(pair.end(peer).closure).toMatchObject({ code: 3000, reason: 'ours', wasClean: true, sent: { code: 3001, reason: 'theirs' } });
  });

  it('sends its close frame behind everything sent before, and nothing behind it', () => {
    const shell = new RecordingShell(role);
    const { connection } = shell;
    connection.send('before');
    shell.close(1000);
    shell.close(1001, 'again');
    expect([connection.send('behind'), stateOf(connection)]).toEqual([false, 'closing']);
    connection.ping(new Uint8Array(0));
    expect(shell.takeFrames()).toEqual([text('before'), closeFrame('03e8')]);
  });

  it('still takes messages until the peer’s close frame, and ignores what follows that (§5.5.1)', () => {
    const shell = new RecordingShell(role);
    shell.close(1000);
    shell.receiveFrames(text('on its way'), closeFrame('03e8'), text('too late'), { ...text(''), opcode: 3 });
    shell.receiveFrames(text('much too late'));
    expect(shell.messages).toEqual(['on its way']);
    expect(shell.takeFrames()).toEqual([closeFrame('03e8')]);
  });

  it('is told in the same chunk of a message and of a close', () => {
    const shell = new RecordingShell(role);
    shell.receiveFrames(text('last words'), closeFrame('03e8', 'bye'));
    expect(shell.messages).toEqual(['last words']);
    expect(shell.takeFrames()).toEqual([closeFrame('03e8', 'bye')]);
    expect(shell.connection.state).toBe('closing');
  });

  it(`${role === 'server' ? 'ends TCP' : 'waits for the server to end TCP'} when both close frames are through (§7.1.1)`, () => {
    const shell = new RecordingShell(role);
    shell.receiveFrames(closeFrame('03e8'));
    expect(shell.events).toEqual(role === 'server' ? ['endSocket'] : []);
    shell.connection.socketEnded(shell.time);
    expect(shell.events.at(-1)).toBe('endSocket');
    shell.connection.socketClosed();
    shell.connection.socketClosed(new Error('twice'));
    expect(shell.closure).toEqual({ ...NORMAL, wasClean: true, sent: NORMAL, received: NORMAL, cause: undefined });
    expect(shell.events.filter((event) => event === 'closed')).toHaveLength(1);
  });

  it.each([
    ['03', 'invalid-close-payload', '03ea'],
    ['03ed', 'invalid-close-code', '03ea'],
    ['0000', 'invalid-close-code', '03ea'],
    ['03e8 ff', 'invalid-utf8', '03ef'],
  ])('fails for a close frame of %s: %s', (payload, violation, code) => {
    const shell = new RecordingShell(role);
    shell.receiveFrames(closeFrame(payload));
    expect(shell.takeFrames()).toEqual([closeFrame(code, violation)]);
    shell.connection.socketClosed();
    expect(shell.closure).toMatchObject({ code: 1006, wasClean: false, received: undefined, cause: { violation } });
  });

  it('ends TCP at once when it fails, and reads nothing more (§7.1.7)', () => {
    const shell = new RecordingShell(role);
    shell.receiveFrames({ ...text(''), opcode: 3 }, text('a'));
    shell.receiveFrames(text('b'));
    expect(shell.events).toEqual(['endSocket']);
  });

  it('throws for a code that may not be sent, and changes nothing', () => {
    const shell = new RecordingShell(role);
    expect(() => shell.close(1006)).toThrow(RangeError);
    expect(() => shell.close(1000, 'x'.repeat(124))).toThrow(RangeError);
    expect(shell.connection.state).toBe('open');
  });

  it('reads past messages that nobody wants to the peer’s close frame', () => {
    const pair = new LinkedPair();
    pair.end(role).wants = undefined;
    pair.end(peer).connection.send('unwanted');
    pair.run();
    pair.end(role).close(1000);
    pair.run();
    expect(pair.end(role).closure).toMatchObject({ wasClean: true });
  });
});

describe.each(sides)('Connection of a $role: the end of TCP', ({ role, peer }) => {
  it('reports 1006 when the peer ends TCP without a close frame, and ends it too (§7.1.5)', () => {
    const shell = new RecordingShell(role);
    shell.connection.socketEnded(shell.time);
    expect({ events: shell.events, wire: shell.takeHex(), state: shell.connection.state }).toEqual({
      ...{ events: ['endSocket'], wire: '', state: 'closing' },
    });
    shell.connection.socketClosed();
    expect(shell.closure).toEqual({ code: 1006, reason: '', wasClean: false, sent: undefined, received: undefined, cause: undefined });
  });

  it('reports 1006 when the peer ends TCP instead of answering', () => {
    const shell = new RecordingShell(role);
    shell.close(1000);
    shell.connection.socketEnded(shell.time);
    shell.connection.socketClosed();
    expect(shell.closure).toMatchObject({ code: 1006, wasClean: false, sent: NORMAL, received: undefined });
  });

  it('reports why the transport was lost', () => {
    const pair = new LinkedPair();
    const cause = new Error('reset');
    pair.cut(cause);
    expect(pair.end(role).closure).toMatchObject({ code: 1006, cause });
    expect(pair.end(role).connection.send('a')).toBe(false);
    expect(pair.end(role).connection.bufferedAmount).toBe(0);
  });

  it('is cut by destroy, which the peer sees as 1006', () => {
    const pair = new LinkedPair();
    const cause = new Error('enough');
    pair.end(role).connection.send('never sent');
    pair.end(role).connection.destroy(cause);
    expect(pair.end(role).connection.state).toBe('closed');
    pair.run();
    expect(pair.end(role).closure).toMatchObject({ code: 1006, cause });
    expect(pair.end(peer).closure).toMatchObject({ code: 1006 });
  });
});

describe.each(sides)('Connection of a $role: deadlines of closing', ({ role, peer }) => {
  const limits = { closeTimeoutMs: 5_000 };

  it('cuts TCP when the peer does not answer its close frame in time', () => {
    const pair = new LinkedPair({ [role]: { limits } });
    pair.dropFrom(peer);
    pair.advance(100);
    pair.end(role).close(1000);
    expect(pair.end(role).connection.nextDeadline()).toBe(5_100);
    pair.advance(4_999);
    expect(pair.end(role).isDestroyed).toBe(false);
    pair.advance(1);
    expect(pair.end(role).closure).toMatchObject({ code: 1006, wasClean: false, sent: NORMAL });
  });

  it('cuts TCP when the peer does not end it in time, though the closing was clean', () => {
    const shell = new RecordingShell(role, { limits });
    shell.close(1000);
    shell.time = 4_000;
    shell.receiveFrames(closeFrame('03e8'));
    expect(shell.connection.nextDeadline()).toBe(9_000);
    shell.passTime(4_999);
    expect(shell.events).not.toContain('destroySocket');
    shell.passTime(1);
    shell.connection.socketClosed();
    expect(shell.closure).toMatchObject({ code: 1000, wasClean: true });
    expect(shell.connection.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
  });

  it('gives the peer its whole time, also when the close frame had waited to be read', () => {
    const shell = new RecordingShell(role, { limits });
    shell.connection.pause();
    shell.receiveFrames(closeFrame('03e8'));
    shell.time = 1_000_000;
    shell.connection.resume();
    expect(shell.connection.nextDeadline()).toBe(1_005_000);
  });

  it('gives the peer its whole time, also when a stream’s source fails long after anything else happened', async () => {
    const shell = new RecordingShell(role, { limits });
    const source = async function* () {
      yield await Promise.reject(new Error('no more'));
    };
    const sent = shell.connection.sendStream('text', source());
    shell.time = 1_000_000;
    await expect(sent).rejects.toThrow('no more');
    await waitFor(() => shell.connection.state === 'closing');
    expect(shell.connection.nextDeadline()).toBe(1_005_000);
  });
});

describe.each(sides)('Connection of a $role: closing behind what takes time', ({ role, peer }) => {
  const limits = { closeTimeoutMs: 5_000 };

  it('waits for what is deflated in the background', () => {
    const deflater = new ManualDeflater();
    const shell = new RecordingShell(role, { deflate: deflating(deflater) });
    shell.connection.send(new Uint8Array(40_000));
    shell.connection.send('behind it');
    shell.close(1000);
    expect([stateOf(shell.connection), shell.connection.send('too late'), shell.takeHex()]).toEqual(['closing', false, '']);
    shell.time = 3_000;
    deflater.finish();
    const frames = shell.takeFrames();
    expect(frames.map(({ opcode }) => opcode)).toEqual([Opcode.binary, Opcode.text, Opcode.close]);
    expect(inflated(frames[0]?.payload ?? utf8('')).length).toBe(40_000);
    expect(shell.connection.nextDeadline()).toBe(8_000);
  });

  it('waits for a stream, but not for ever', async () => {
    const pair = new LinkedPair({ [role]: { limits } });
    const source = endless();
    const sent = pair.end(role).connection.sendStream('text', source);
    const waiting = pair.end(role).connection.sendStream('text', source);
    pair.end(role).close(4000, 'enough');
    expect(pair.end(role).connection.nextDeadline()).toBe(5_000);
    pair.advance(4_999);
    expect(pair.end(peer).closure).toBeUndefined();
    pair.advance(1);
    const error = { name: 'ConnectionClosedError', sent: { code: 4000, reason: 'enough' } };
    await expect(sent).rejects.toMatchObject(error);
    await expect(waiting).rejects.toMatchObject(error);
    expect(source.returned).toBe(2);
    expect(pair.end(peer).closure).toMatchObject({ code: 4000, wasClean: true });
  });

  it('answers the peer’s close behind what is deflated in the background, but does not wait for ever (§5.5.1)', () => {
    const deflater = new ManualDeflater();
    const shell = new RecordingShell(role, { deflate: deflating(deflater), limits });
    shell.connection.send(new Uint8Array(40_000));
    shell.receiveFrames(closeFrame('0fa0'));
    expect([stateOf(shell.connection), shell.connection.send('too late'), shell.takeHex()]).toEqual(['closing', false, '']);
    expect(shell.connection.nextDeadline()).toBe(5_000);
    deflater.finish();
    expect(shell.takeFrames().map(({ opcode }) => opcode)).toEqual([Opcode.binary, Opcode.close]);

    const stuck = new RecordingShell(role, { deflate: deflating(new ManualDeflater()), limits });
    stuck.connection.send(new Uint8Array(40_000));
    stuck.receiveFrames(closeFrame('0fa0'));
    stuck.time = 5_000;
    stuck.connection.timePassed(5_000);
    expect(stuck.takeFrames()).toEqual([closeFrame('0fa0')]);
  });

  it('answers the peer’s close at once when a stream stands in line', async () => {
    const shell = new RecordingShell(role);
    const sent = shell.connection.sendStream('text', endless());
    shell.connection.send('in line');
    shell.close(1000);
    shell.receiveFrames(closeFrame('0fa0'));
    expect(shell.takeFrames()).toEqual([closeFrame('0fa0')]);
    await expect(sent).rejects.toMatchObject({ received: { code: 4000 } });
    expect(shell.connection.bufferedAmount).toBe(0);
  });

  it.each(['cut', 'destroy'] as const)('rejects every stream in line when the connection is lost: %s', async (how) => {
    const shell = new RecordingShell(role);
    const streams = [1, 2, 3].map(() => shell.connection.sendStream('text', endless()));
    const settled = Promise.allSettled(streams);
    if (how === 'cut') shell.connection.socketClosed(new Error('reset'));
    else shell.connection.destroy(undefined);
    const outcomes = await settled;
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason instanceof ConnectionClosedError)).toEqual([
      true,
      true,
      true,
    ]);
  });
});
