import type { Case } from '../case.ts';
import { binary, text } from '../frames.ts';
import { noise } from '../payloads.ts';
import { fails, opens, rejects, responses } from './requests.ts';

const status = responses('RFC 6455 §4.1 status');
const headers = responses('RFC 6455 §4.1 Upgrade and Connection');
const accept = responses('RFC 6455 §4.1 Sec-WebSocket-Accept');
const protocol = responses('RFC 6455 §4.1 subprotocols', { protocols: ['chat', 'superchat'] });
const http = responses('RFC 6455 §4.1 HTTP');

const request = responses('RFC 6455 §4.1 request');

/** Bytes of a valid 101. */
const HEAD_BYTES = 129;

const OFFER = 'permessage-deflate';
const offering = (value: string) => ({ sends: { 'sec-websocket-extensions': value } });
const KEEPING = { serverNoContextTakeover: false, clientNoContextTakeover: false };

const sent: readonly Case[] = [
  request('a request is a GET of HTTP/1.1 with the headers that §4.1 names, and no other', { sends: {} }, opens()),
  request('own headers go with it', { sends: { origin: 'http://example.com', 'x-own': 'yes' } }, opens(), {
    headers: { Origin: 'http://example.com', 'X-Own': 'yes' },
  }),
  request('subprotocols are offered in order', { sends: { 'sec-websocket-protocol': 'chat, superchat' } }, opens(), {
    protocols: ['chat', 'superchat'],
  }),
  request(
    'deflate is offered with the default options',
    offering(`${OFFER}; server_no_context_takeover; client_no_context_takeover; client_max_window_bits`),
    opens(),
    { deflate: true },
  ),
  request('deflate is offered with context takeover', offering(`${OFFER}; client_max_window_bits`), opens(), { deflate: KEEPING }),
  request('deflate is offered with smaller windows', offering(`${OFFER}; server_max_window_bits=10; client_max_window_bits=11`), opens(), {
    deflate: { ...KEEPING, serverMaxWindowBits: 10, clientMaxWindowBits: 11 },
  }),
];

const STATUSES = [200, 201, 204, 301, 302, 307, 308, 400, 401, 403, 404, 407, 426, 429, 500, 502, 503];

const statuses: readonly Case[] = [
  status('a 101 opens the connection', {}, opens()),
  status('a 101 cut at every byte opens the connection', { chunkBytes: 1 }, opens()),
  status('a 101 with another reason phrase opens the connection', { startLine: 'HTTP/1.1 101 Web Socket Protocol Handshake' }, opens()),
  status('a 101 without a reason phrase opens the connection', { startLine: 'HTTP/1.1 101 ' }, opens()),
  status('a 101 of HTTP/1.0 is none', { startLine: 'HTTP/1.0 101 Switching Protocols' }, rejects('http-version')),
  ...STATUSES.flatMap((code) => [
    status(
      `${code} is a refusal`,
      { raw: `HTTP/1.1 ${code} Whatever\r\nContent-Length: 0\r\nLocation: /elsewhere\r\n\r\n` },
      rejects('refused', code),
    ),
    status(`${code} with all headers of a 101 is a refusal`, { startLine: `HTTP/1.1 ${code} Whatever` }, rejects('refused', code)),
  ]),
];

const upgrades: readonly Case[] = [
  headers('Upgrade is missing', { headers: { Upgrade: undefined } }, rejects('upgrade')),
  headers('Upgrade is empty', { headers: { Upgrade: '' } }, rejects('upgrade')),
  headers('Upgrade is another protocol', { headers: { Upgrade: 'h2c' } }, rejects('upgrade')),
  headers('Upgrade is something longer', { headers: { Upgrade: 'websocket2' } }, rejects('upgrade')),
  headers('Upgrade names two protocols', { headers: { Upgrade: 'websocket, h2c' } }, rejects('upgrade')),
  headers('Upgrade is in mixed case', { headers: { Upgrade: 'WebSocket' } }, opens()),
  headers('Upgrade is in upper case', { headers: { Upgrade: 'WEBSOCKET' } }, opens()),
  headers('Connection is missing', { headers: { Connection: undefined } }, rejects('upgrade')),
  headers('Connection is empty', { headers: { Connection: '' } }, rejects('upgrade')),
  headers('Connection is keep-alive', { headers: { Connection: 'keep-alive' } }, rejects('upgrade')),
  headers('Connection is in lower case', { headers: { Connection: 'upgrade' } }, opens()),
  headers('Connection is in upper case', { headers: { Connection: 'UPGRADE' } }, opens()),
  headers('Connection is a list with it', { headers: { Connection: 'keep-alive, Upgrade' } }, opens()),
  headers('neither is there', { headers: { Upgrade: undefined, Connection: undefined } }, rejects('upgrade')),
];

const accepts: readonly Case[] = [
  accept('is missing', { headers: { 'Sec-WebSocket-Accept': undefined } }, rejects('accept-key')),
  accept('is empty', { headers: { 'Sec-WebSocket-Accept': '' } }, rejects('accept-key')),
  accept('answers another key', { headers: { 'Sec-WebSocket-Accept': 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=' } }, rejects('accept-key')),
  accept('is no base64', { headers: { 'Sec-WebSocket-Accept': 'not base64' } }, rejects('accept-key')),
  accept('is there twice', { headers: { 'Sec-WebSocket-Accept': ['<accept>', '<accept>'] } }, rejects('accept-key')),
  accept('is there twice, once wrong', { headers: { 'Sec-WebSocket-Accept': ['<accept>', 'wrong'] } }, rejects('accept-key')),
  accept('has something behind it', { headers: { 'Sec-WebSocket-Accept': '<accept>x' } }, rejects('accept-key')),
  accept('lacks its padding', { headers: { 'Sec-WebSocket-Accept': '<accept' } }, rejects('accept-key')),
  accept('has white space around', { headers: { 'Sec-WebSocket-Accept': ' \t<accept>\t ' } }, opens()),
];

const choosing = (value: string | readonly string[]) => ({ headers: { 'Sec-WebSocket-Protocol': value } });

const protocols: readonly Case[] = [
  protocol('none is chosen', {}, opens()),
  protocol('the first is chosen', choosing('chat'), opens('chat')),
  protocol('the second is chosen', choosing('superchat'), opens('superchat')),
  protocol('one that was not offered', choosing('other'), rejects('subprotocol')),
  protocol('one in other letters', choosing('CHAT'), rejects('subprotocol')),
  protocol('two at once', choosing('chat, superchat'), rejects('subprotocol')),
  protocol('two on two lines', choosing(['chat', 'superchat']), rejects('subprotocol')),
  protocol('the same on two lines', choosing(['chat', 'chat']), rejects('subprotocol')),
  protocol('an empty one', choosing(''), rejects('subprotocol')),
  protocol('one though none was offered', choosing('chat'), rejects('subprotocol'), {}),
];

const overHttp: readonly Case[] = [
  http('garbage fails', { raw: 'garbage\r\n\r\n' }, fails('response')),
  http('binary garbage fails', { raw: '\x15\x03\x01\x00\x02\x02\x46' }, fails('response')),
  http('a WebSocket frame instead of a response fails', { raw: '\x81\x05Hello' }, fails('response')),
  http('a header line without a colon fails', { raw: 'HTTP/1.1 101 Switching Protocols\r\nUpgrade websocket\r\n\r\n' }, fails('response')),
  http('a head above 16 KiB fails', { headers: { 'X-Long': 'x'.repeat(17 << 10) } }, fails('response')),
  http('a head without an end fails', { raw: `HTTP/1.1 101 Switching Protocols\r\nX-Long: ${'x'.repeat(17 << 10)}` }, fails('response')),
  http('a head of 15 KiB passes', { headers: { 'X-Long': 'x'.repeat(15 << 10) } }, opens()),
  http('a head above its own limit fails', { headers: { 'X-Long': 'x'.repeat(1500) } }, fails('response'), {
    limits: { maxHeaderBytes: 1024 },
  }),
  http('TCP that ends at once fails', { raw: '', ends: true }, fails('network')),
  http('TCP that ends inside the head fails', { raw: 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: web', ends: true }, fails('network')),
  http('a response that never comes fails when its time is up', { raw: '' }, fails('timeout'), {
    limits: { handshakeTimeoutMs: 200 },
  }),
  http('a head that never ends fails when its time is up', { raw: 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: web' }, fails('timeout'), {
    limits: { handshakeTimeoutMs: 200 },
  }),
  http('a message in the same chunk as the 101 is not lost', { behind: [text('early')] }, opens()),
  http('messages in the same chunk as the 101 are not lost', { behind: [text('1'), binary(noise(100_000)), text('3')] }, opens()),
  http('messages behind the 101, cut at every byte, are not lost', { behind: [text('1'), binary('2'), text('3')], chunkBytes: 1 }, opens()),
  ...[1, 2, 3, 6].map((cut) =>
    http(`a frame whose first ${cut} bytes come with the 101`, { behind: [text('early')], chunkBytes: HEAD_BYTES + cut }, opens()),
  ),
  http('unknown headers are ignored', { headers: { 'X-Unknown': 'x', 'Set-Cookie': ['a=b', 'c=d'], Date: 'today' } }, opens()),
];

export const clientHandshake: readonly Case[] = [...sent, ...statuses, ...upgrades, ...accepts, ...protocols, ...overHttp];
