import { connect, type Socket } from '@trunkline/core/node';
import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { type Codec, jsonCodec } from '@trunkline/protocol/wire';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectSession, startDemo, TRANSPORTS } from './support/demo-app.ts';

/** A stranger's connection after its hello, and what came over it since. */
class Stranger {
  readonly socket: Socket;
  readonly seen: unknown[] = [];
  readonly #codec: Codec;

  private constructor(socket: Socket, codec: Codec) {
    this.socket = socket;
    this.#codec = codec;
    socket.onMessage = (message) => this.seen.push(this.#codec.decode(message));
    socket.onClose = ({ code, reason }) => this.seen.push(`closed ${code} ${reason}`);
    onTestFinished(() => socket.destroy());
  }

  static async meet(url: string, codec: Codec): Promise<Stranger> {
    const stranger = new Stranger(await connect(url, { protocols: [`trunkline.v1.${codec.name}`] }), codec);
    stranger.socket.send(codec.encode({ kind: 'request', id: -1, method: '$/hello', params: {} }));
    await waitFor(() => stranger.seen.length === 1, 'the answer to the hello');
    stranger.seen.pop();
    return stranger;
  }

  /** Sends something, and answers what came of it: what is heard before the answer to a ping, or the close. */
  async answerTo(message: string | Uint8Array): Promise<readonly unknown[]> {
    this.socket.send(message);
    this.socket.send(this.#codec.encode({ kind: 'ping', n: 7 }));
    const isOver = (one: unknown) => typeof one === 'string' || Reflect.get(Object(one), 'kind') === 'pong';
    await waitFor(() => this.seen.some(isOver), 'an answer');
    return this.seen.filter((one) => Reflect.get(Object(one), 'kind') !== 'pong');
  }
}

const ping = '{"jsonrpc":"2.0","method":"$/ping","params":[1]}';
const deep = `${'['.repeat(70)}${']'.repeat(70)}`;
const invalid = (id: number, message: string) => [{ kind: 'response', id, error: { code: -32_600, message } }];

/** Protocol §2.20, line by line. */
const JSON_INPUT: readonly (readonly [what: string, message: string | Uint8Array, answer: readonly unknown[]])[] = [
  ['bytes', Uint8Array.of(1, 2), ['closed 4500 wrong-message-type']],
  ['what is no JSON', '{"jsonrpc"', ['closed 4500 unreadable']],
  ['a batch', `[${ping}]`, ['closed 4500 unknown-kind']],
  ['an object that is no envelope', '{"jsonrpc":"2.0","id":1}', ['closed 4500 unknown-kind']],
  ['an id of 0', '{"jsonrpc":"2.0","id":0,"method":"whoAmI"}', ['closed 4500 bad-id']],
  ['an id that is a text', '{"jsonrpc":"2.0","id":"1","method":"whoAmI"}', ['closed 4500 bad-id']],
  ['an id that only the server has', '{"jsonrpc":"2.0","id":2,"method":"whoAmI"}', ['closed 4500 bad-id']],
  ['a response to nothing', '{"jsonrpc":"2.0","id":2,"result":5}', ['closed 4500 unknown-call']],
  ['a response with result and error', '{"jsonrpc":"2.0","id":2,"result":5,"error":{"code":1,"message":""}}', ['closed 4500 bad-member']],
  ['a ping without params', '{"jsonrpc":"2.0","method":"$/ping"}', ['closed 4500 bad-member']],
  ['a ping with a text', '{"jsonrpc":"2.0","method":"$/ping","params":["1"]}', ['closed 4500 bad-member']],
  ['an ack of what was never sent', '{"jsonrpc":"2.0","method":"$/ack","params":[99]}', ['closed 4500 bad-ack']],
  ['an event, which only servers send', '{"jsonrpc":"2.0","method":"$/event","params":[1,1,"a",null]}', ['closed 4500 wrong-role']],
  ['a ping without jsonrpc', '{"method":"$/ping","params":[1]}', ['closed 4500 bad-member']],
  ['an item that nests too deep', `{"jsonrpc":"2.0","method":"$/item","params":[1,${deep}]}`, ['closed 4500 bad-content']],
  ['a request whose method is no name', '{"jsonrpc":"2.0","id":1,"method":7}', invalid(1, expect.any(String))],
  ['a request whose params are a number', '{"jsonrpc":"2.0","id":1,"method":"add","params":7}', invalid(1, expect.any(String))],
  ['a request that nests too deep', `{"jsonrpc":"2.0","id":1,"method":"add","params":${deep}}`, invalid(1, expect.any(String))],
  ['a request without jsonrpc', '{"id":1,"method":"add"}', invalid(1, expect.any(String))],
  ['a request with a bad meta', '{"jsonrpc":"2.0","id":1,"method":"add","meta":{"timeoutMs":-1}}', invalid(1, expect.any(String))],
  ['a notification with bad params', '{"jsonrpc":"2.0","method":"add","params":7}', []],
  ['a $/ notification that nobody knows', '{"jsonrpc":"2.0","method":"$/later","params":[1]}', []],
  [
    'a $/ request that nobody knows',
    '{"jsonrpc":"2.0","id":-2,"method":"$/later","params":{}}',
    [{ kind: 'response', id: -2, error: { code: -32_601, message: 'there is no such control request' } }],
  ],
  ['a second hello', '{"jsonrpc":"2.0","id":-2,"method":"$/hello","params":{}}', invalid(-2, 'the hello was said')],
  ['a message that is too long', JSON.stringify('x'.repeat(70_000)), [expect.stringMatching(/^closed 1009/)]],
];

const bytesOf = (hex: string) => Uint8Array.from(hex.match(/[0-9a-f]{2}/g) ?? [], (byte) => Number.parseInt(byte, 16));

const MSGPACK_INPUT: readonly (readonly [what: string, message: string | Uint8Array, answer: readonly unknown[]])[] = [
  ['a text', ping, ['closed 4500 wrong-message-type']],
  ['half a message', bytesOf('92 0e'), ['closed 4500 unreadable']],
  ['bytes behind the array', bytesOf('92 0e 00 00'), ['closed 4500 unreadable']],
  ['no array', bytesOf('80'), ['closed 4500 unknown-kind']],
  ['an array without a kind', bytesOf('91 a161'), ['closed 4500 unknown-kind']],
  ['a request with an extension type', bytesOf('94 00 01 a3616464 d40101'), invalid(1, expect.any(String))],
  ['a kind above 16', bytesOf('92 11 00'), []],
  ['a notify whose method begins with $/', bytesOf('93 02 a3242f61 c0'), []],
  ['a message that is too long', new Uint8Array(70_000), [expect.stringMatching(/^closed 1009/)]],
];

const CASES = [
  { codec: jsonCodec, input: JSON_INPUT },
  { codec: msgpackCodec, input: MSGPACK_INPUT },
].flatMap(({ codec, input }) => TRANSPORTS.map(({ name, path }) => ({ name: `${codec.name} over ${name}`, path, codec, input })));

describe.each(CASES)('bad input in $name', ({ path, codec, input }) => {
  it('is answered as the protocol says, each kind of it, and everybody else goes on', async () => {
    const { app, url } = await startDemo({ limits: { messageBytes: 65_536 } });
    const witness = await connectSession(url(path), { codec });
    const answers = await Promise.all(
      input.map(async ([what, message]) => {
        const stranger = await Stranger.meet(url(path), codec);
        return { what, answer: await stranger.answerTo(message) };
      }),
    );
    expect(answers).toEqual(input.map(([what, , answer]) => ({ what, answer })));
    expect(await witness.call('add', { a: 2, b: 3 })).toBe(5);
    // A close that a message has caused ends the session: it would only be sent again.
    const closed = answers.filter(({ answer }) => String(answer[0]).startsWith('closed')).length;
    await waitFor(() => app.rpc.peers().length === 1 + input.length - closed, 'the sessions to end');
  });

  it('before the hello is closed with 4500', async () => {
    const { url } = await startDemo();
    const socket = await connect(url(path), { protocols: [`trunkline.v1.${codec.name}`] });
    const closes: unknown[] = [];
    socket.onClose = ({ code, reason }) => closes.push([code, reason]);
    socket.onMessage = () => closes.push('a message');
    socket.send(codec.encode({ kind: 'request', id: 1, method: 'whoAmI', params: {} }));
    await waitFor(() => closes.length === 1, 'the close');
    expect(closes).toEqual([[4500, 'no-hello']]);
  });
});
