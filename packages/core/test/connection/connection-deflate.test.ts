import { describe, expect, it } from 'vitest';
import type { ConnectionDeflate } from '../../src/connection/connection-shell.ts';
import { shared } from '../../src/node/shared.ts';
import { zlibDeflater } from '../../src/node/zlib-deflater.ts';
import { zlibInflater } from '../../src/node/zlib-inflater.ts';
import { Opcode } from '../../src/vocabulary/opcode.ts';
import type { Role } from '../../src/vocabulary/role.ts';
import { bytesOf } from '../support/bytes-of.ts';
import { joined } from '../support/frame-of.ts';
import { LinkedPair } from '../support/linked-pair.ts';
import { inflated, ManualDeflater } from '../support/manual-deflater.ts';
import { RecordingShell } from '../support/recording-shell.ts';

const roles: Role[] = ['client', 'server'];

/** permessage-deflate as agreed: the bits of each direction, `undefined` where no context is taken over. */
function agreed(outbound: number | undefined, inbound: number | undefined, windowBits = outbound ?? 15): ConnectionDeflate {
  return {
    deflater: zlibDeflater({ level: 6, memLevel: 8 }, windowBits),
    inflater: zlibInflater,
    ...{ thresholdBytes: 0, outboundWindowBits: outbound, inboundWindowBits: inbound },
  };
}

/** A text in which much returns, and from far away. */
function wordsOf(bytes: number): string {
  let words = '';
  for (let seed = 1; words.length < bytes; seed = (seed * 48_271) % 2_147_483_647) words += `${(seed % 5_000).toString(36)} `;
  return words.slice(0, bytes);
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const modes = [undefined, 8, 9, 12, 15];

describe.each(roles)('Connection of a %s: permessage-deflate (RFC 7692)', (role) => {
  const peer = role === 'client' ? 'server' : 'client';

  it.each(modes.flatMap((out) => modes.map((back) => ({ out, back }))))(
    'keeps the order of small and large messages both ways, with windows of $out and $back bits',
    async ({ out, back }) => {
      const pair = new LinkedPair({
        [role]: { deflate: agreed(out, back) },
        [peer]: { deflate: agreed(back, out) },
        link: { chunkSizes: [1, 70_000, 13] },
      });
      const lengths = [10, 40_000, 0, 5_000, 100_000, 33_000, 20, 20_000, 1];
      const messages = lengths.map(wordsOf);
      for (const message of messages) {
        pair.client.connection.send(message);
        pair.server.connection.send(utf8(message));
      }
      await pair.until(() => pair.client.messages.length === lengths.length && pair.server.messages.length === lengths.length);
      expect(pair.server.messages.every((message, at) => message === messages[at])).toBe(true);
      const texts = pair.client.messages.map((message) => (typeof message === 'string' ? '' : new TextDecoder().decode(message)));
      expect(texts.every((text, at) => text === messages[at])).toBe(true);
    },
  );

  it('sends what is small at once, and what follows in the same turn behind it', () => {
    const shell = new RecordingShell(role, { deflate: agreed(15, 15) });
    for (let count = 0; count < 3; count++) shell.connection.send('again and again and again and again');
    const [first, second, third] = shell.takeFrames().map(({ payload }) => payload.length);
    expect([second, third].every((length = 0) => length < (first ?? 0))).toBe(true);
  });

  it('compresses from the threshold on, unless a message asks for none', () => {
    const shell = new RecordingShell(role, { deflate: agreed(15, 15) });
    const message = 'again and again and again and again';
    for (const options of [undefined, {}, { compress: undefined }, { compress: true }, { compress: false }]) {
      shell.connection.send(message, options);
    }
    expect(shell.takeFrames().map(({ rsv1 }) => rsv1)).toEqual([true, true, true, true, false]);
  });

  it('sends a stream plain, between deflated messages (its pieces leave as they come)', async () => {
    const pair = new LinkedPair({ [role]: { deflate: agreed(15, 15) }, [peer]: { deflate: agreed(15, 15) } });
    const source = async function* () {
      yield await Promise.resolve('piece '.repeat(100));
    };
    const { connection } = pair.end(role);
    connection.send('x'.repeat(50_000));
    const sent = connection.sendStream('text', source());
    connection.send('y'.repeat(50));
    let isSent = false;
    void sent.then(() => {
      isSent = true;
    });
    await pair.until(() => isSent && pair.end(peer).messages.length === 3);
    expect(pair.end(peer).messages).toEqual(['x'.repeat(50_000), 'piece '.repeat(100), 'y'.repeat(50)]);
  });

  it('closes with 1009 while inflating, before a bomb has unfolded', async () => {
    const limits = { maxMessageBytes: 100_000 };
    for (const bytes of [200_000, 60_000_000]) {
      const pair = new LinkedPair({
        [role]: { deflate: agreed(undefined, undefined), limits },
        [peer]: { deflate: agreed(undefined, undefined) },
      });
      const bomb = new ManualDeflater().deflateSync(new Uint8Array(bytes), undefined);
      const shell = pair.end(role);
      shell.receiveFrames({ fin: true, rsv1: true, opcode: Opcode.binary, payload: bomb });
      await pair.until(() => shell.closure !== undefined);
      expect(shell.closure).toMatchObject({ sent: { code: 1009, reason: 'message-too-big' } });
      expect(shell.messages).toEqual([]);
    }
  });

  it.each([
    ['ff', 'in one piece'],
    ['ff'.repeat(20_000), 'through the background'],
  ])('closes with 1007 for what is no deflate stream, %#', async (payload) => {
    const pair = new LinkedPair({ [role]: { deflate: agreed(undefined, undefined) } });
    const shell = pair.end(role);
    shell.receiveFrames({ fin: true, rsv1: true, opcode: Opcode.binary, payload: bytesOf(payload) });
    await pair.until(() => shell.closure !== undefined);
    expect(shell.closure).toMatchObject({ sent: { code: 1007, reason: 'invalid-deflate' } });
  });

  it('closes with 1002 for a compressed frame where nothing was agreed (§5.2)', () => {
    const shell = new RecordingShell(role);
    shell.receiveFrames({ fin: true, rsv1: true, opcode: Opcode.binary, payload: bytesOf('00') });
    expect(shell.takeFrames()[0]?.payload).toEqual(joined(bytesOf('03ea'), utf8('reserved-bits')));
  });

  it('reads a compressed message in fragments as they arrive', async () => {
    const pair = new LinkedPair({
      [role]: { deflate: agreed(15, 15), fragmentBytes: 5_000 },
      [peer]: { deflate: agreed(15, 15) },
      link: { chunkSizes: [3_000] },
    });
    const reader = pair.end(peer);
    reader.wants = 'streams';
    const message = wordsOf(200_000);
    pair.end(role).connection.send(message);
    let read = '';
    let isRead = false;
    reader.react.stream = async (stream) => {
      for await (const fragment of stream) read += String(fragment);
      isRead = true;
    };
    await pair.until(() => isRead);
    expect(read === message).toBe(true);
  });

  it('frees what it inflates when the connection is lost in the midst of it', () => {
    const shell = new RecordingShell(role, { deflate: agreed(undefined, undefined) });
    const payload = new ManualDeflater().deflateSync(utf8(wordsOf(200_000)), undefined);
    shell.receiveFrames({ fin: true, rsv1: true, opcode: Opcode.text, payload });
    shell.connection.socketClosed();
    expect(shell.messages).toEqual([]);
  });
});

describe('Connection: shared messages with deflate', () => {
  it.each([
    [2_000, 'sync'],
    [50_000, 'background'],
  ])('deflates %d bytes once for a hundred connections, with or without context takeover', (bytes, kind) => {
    const deflater = new ManualDeflater();
    const message = shared(wordsOf(bytes));
    const shells = Array.from({ length: 100 }, (_, at) => {
      const bits = at % 2 === 0 ? 15 : undefined;
      return new RecordingShell('server', {
        deflate: { deflater, inflater: zlibInflater, thresholdBytes: 1_024, outboundWindowBits: bits, inboundWindowBits: bits },
      });
    });
    for (const { connection } of shells) connection.send(message);
    if (kind === 'background') deflater.finish();
    for (const shell of shells) shell.take();
    expect(deflater.calls).toEqual([{ kind, bytes, historyBytes: 0 }]);
    const [first] = shells[0]?.written ?? [];
    expect(shells.every(({ written }) => written.length === 1 && written[0] === first)).toBe(true);
  });

  it('can be looked back at by the messages behind them', () => {
    const deflater = new ManualDeflater();
    const shell = new RecordingShell('server', {
      deflate: { deflater, inflater: zlibInflater, thresholdBytes: 0, outboundWindowBits: 15, inboundWindowBits: 15 },
    });
    const words = wordsOf(3_000);
    shell.connection.send(shared(words));
    shell.connection.send(words);
    const [first, second] = shell.takeFrames().map(({ payload }) => payload);
    expect(inflated(first ?? utf8(''))).toEqual(utf8(words));
    expect(inflated(second ?? utf8(''), utf8(words))).toEqual(utf8(words));
    expect(second?.length).toBeLessThan(50);
  });
});
