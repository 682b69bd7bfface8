import { deflateRawSync, inflateRawSync } from 'node:zlib';
import websocket from '@fastify/websocket';
import trunkline, { type TrunklineOptions } from '@trunkline/fastify';
import { contract, event, procedure, topic } from '@trunkline/protocol';
import { makeApp, portOf } from '@trunkline/test-kit/app';
import { RawClient, valuesOf } from '@trunkline/test-kit/raw-client';
import { waitFor } from '@trunkline/test-kit/wait-for';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { TRANSPORTS } from './support/demo-app.ts';

const Size = Type.Object({ size: Type.Integer() });
/** Long enough that the answer to a hello, which names it, would be compressed by its length. */
const LONG_NAME = 'n'.repeat(1_100);

const archive = contract({
  procedures: {
    read: procedure({ params: Size, result: Type.String() }),
    readSecret: procedure({ params: Size, result: Type.String(), compress: false }),
    pages: procedure({ params: Size, item: Type.String() }),
  },
  topics: {
    news: topic({ snapshot: Type.String(), events: { said: event(Type.String(), { delivery: 'log' }) } }),
    secrets: topic({ snapshot: Type.String(), events: { said: event(Type.String(), { delivery: 'log' }) }, compress: false }),
    others: topic({ events: { [LONG_NAME]: event(Type.String(), { delivery: 'ephemeral' }) } }),
  },
});

/** Well above the least that is compressed, 1 KiB. */
const LONG = 4_000;

/** One message of a server, read as JSON. */
interface Sent {
  readonly compressed: boolean;
  readonly value: unknown;
}

/** A client that offers permessage-deflate and looks at frames. */
class DeflatingClient {
  readonly #raw: RawClient;
  readonly #headLength: number;

  private constructor(raw: RawClient, headLength: number) {
    this.#raw = raw;
    this.#headLength = headLength;
  }

  static async open(port: number, path: string): Promise<{ readonly client: DeflatingClient; readonly extensions: readonly string[] }> {
    const raw = await RawClient.upgrade(port, path, {
      'Sec-WebSocket-Protocol': 'trunkline.v1.json',
      'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits',
    });
    const response = await raw.response();
    const client = new DeflatingClient(raw, response.head.length + 4);
    return { client, extensions: valuesOf(response, 'sec-websocket-extensions') };
  }

  /** Sends a message compressed, as the first byte of its frame says (RFC 7692 §6.1). */
  sendDeflated(text: string): void {
    this.#raw.sendFrame(0xc1, deflateRawSync(text, { finishFlush: 2 }).subarray(0, -4));
  }

  /** Asks, and waits for the messages that come of it. */
  ask(method: string, params: unknown, id: number, messages = 1): Promise<readonly Sent[]> {
    const before = this.sent().length;
    this.#raw.sendText(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    return this.next(before, messages);
  }

  async next(before: number, messages = 1): Promise<readonly Sent[]> {
    await waitFor(() => this.sent().length === before + messages, 'the messages');
    return this.sent().slice(before);
  }

  /** Every message so far; acks and pings left out. */
  sent(): readonly Sent[] {
    return this.#frames()
      .filter(({ first }) => (first & 0x0f) === 1)
      .map(({ first, payload }) => {
        const compressed = (first & 0x40) !== 0;
        const text = compressed ? inflateRawSync(Buffer.concat([payload, Buffer.from('0000ffff', 'hex')]), { finishFlush: 2 }) : payload;
        return { compressed, value: JSON.parse(text.toString()) };
      })
      .filter(({ value }) => value.method !== '$/ack');
  }

  closeCode(): number | undefined {
    return this.#frames()
      .find(({ first }) => first === 0x88)
      ?.payload.readUInt16BE(0);
  }

  /** The frames that have come whole, none of them masked (RFC 6455 §5.2). */
  #frames(): { readonly first: number; readonly payload: Buffer }[] {
    const bytes = Buffer.from(this.#raw.received, 'latin1');
    const frames: { readonly first: number; readonly payload: Buffer }[] = [];
    for (let at = this.#headLength; at + 4 <= bytes.length; ) {
      const short = bytes.readUInt8(at + 1);
      const length = short === 126 ? bytes.readUInt16BE(at + 2) : short;
      const start = at + (short === 126 ? 4 : 2);
      if (start + length > bytes.length) break;
      frames.push({ first: bytes.readUInt8(at), payload: bytes.subarray(start, start + length) });
      at = start + length;
    }
    return frames;
  }
}

/** Starts an app with the archive, over our own route and over one of `@fastify/websocket` that agrees on compression. */
async function startArchive(options: Partial<TrunklineOptions> = {}) {
  const app = makeApp();
  await app.register(trunkline, { contract: archive, drainMs: 0, ...options });
  const { procedures, topics } = archive;
  const read = ({ size }: { readonly size: number }) => 'x'.repeat(size);
  app.rpc.implement(procedures, {
    read,
    readSecret: read,
    async *pages({ size }) {
      yield await Promise.resolve('x'.repeat(size));
    },
  });
  for (const each of [topics.news, topics.secrets]) app.rpc.topic(each, { snapshot: () => 'x'.repeat(LONG) });
  await app.register(websocket, {
    options: { perMessageDeflate: { serverNoContextTakeover: true, clientNoContextTakeover: true } },
  });
  app.register((child, _, done) => {
    child.get('/ws', { websocket: true }, app.rpc.handleWebSocket);
    done();
  });
  return { app, port: await portOf(app) };
}

const compressedOf = (messages: readonly Sent[]) => messages.map(({ compressed }) => compressed);

describe.each(TRANSPORTS)('compression over $name', ({ path }) => {
  it('is for long results, items, snapshots and events, where the contract does not forbid it', async () => {
    const { app, port } = await startArchive({ deflate: true });
    const { client } = await DeflatingClient.open(port, path);
    const [hello] = await client.ask('$/hello', {}, -1);
    expect(JSON.stringify(hello?.value)).toContain(LONG_NAME);
    const short = await client.ask('read', { size: 900 }, 1);
    const long = await client.ask('read', { size: LONG }, 3);
    const secret = await client.ask('readSecret', { size: LONG }, 5);
    const pages = await client.ask('pages', { size: LONG }, 7, 2);
    expect({
      hello: hello?.compressed,
      short: compressedOf(short),
      long,
      secret: compressedOf(secret),
      pages: compressedOf(pages),
    }).toEqual({
      hello: false,
      short: [false],
      long: [{ compressed: true, value: { jsonrpc: '2.0', id: 3, result: 'x'.repeat(LONG) } }],
      secret: [false],
      pages: [true, false],
    });
    const joined = await client.ask('$/join', { topic: 'news' }, -2, 2);
    const joinedSecret = await client.ask('$/join', { topic: 'secrets' }, -3, 2);
    expect([joined, joinedSecret].map(compressedOf)).toEqual([
      [false, true],
      [false, false],
    ]);
    for (const [room, isCompressed] of [[archive.topics.news, true] as const, [archive.topics.secrets, false] as const]) {
      const before = client.sent().length;
      await app.rpc.room(room).publish('said', 'y'.repeat(LONG));
      expect(compressedOf(await client.next(before))).toEqual([isCompressed]);
    }
  });

  it('lets no message through that is too long once it is inflated', async () => {
    const { port } = await startArchive({ deflate: true, limits: { messageBytes: 16 << 10 } });
    const { client } = await DeflatingClient.open(port, path);
    await client.ask('$/hello', {}, -1);
    client.sendDeflated(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'read', params: { size: 5 } }));
    expect(await client.next(1)).toEqual([{ compressed: false, value: { jsonrpc: '2.0', id: 1, result: 'xxxxx' } }]);
    client.sendDeflated(JSON.stringify('x'.repeat(8 << 20)));
    await waitFor(() => client.closeCode() !== undefined, 'the close');
    expect(client.closeCode()).toBe(1009);
  });
});

describe('compression', () => {
  it('is agreed on only where it is switched on, and remembers nothing of a message', async () => {
    const offered = async (options: Partial<TrunklineOptions>) => {
      const { port } = await startArchive(options);
      return (await DeflatingClient.open(port, '/rpc')).extensions;
    };
    expect(await offered({})).toEqual([]);
    expect(await offered({ deflate: true })).toEqual(['permessage-deflate; server_no_context_takeover; client_no_context_takeover']);
  });
});
