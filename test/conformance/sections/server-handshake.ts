import type { Case } from '../case.ts';
import { KEY } from '../opening.ts';
import { refuses, requests, switches, UPGRADE_REQUIRED } from './requests.ts';

const line = requests('RFC 6455 §4.2.1 request line');
const host = requests('RFC 6455 §4.2.1 Host');
const upgrade = requests('RFC 6455 §4.2.1 Upgrade and Connection');
const key = requests('RFC 6455 §4.2.1 Sec-WebSocket-Key');
const version = requests('RFC 6455 §4.4 Sec-WebSocket-Version');
const protocol = requests('RFC 6455 §4.2.2 subprotocols', { protocols: ['chat', 'superchat'] });
const http = requests('RFC 6455 §4.2.2 HTTP');

const METHODS = ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'];

const requestLine: readonly Case[] = [
  line('the example of §1.3 is accepted', {}, switches()),
  line('a request cut at every byte is accepted', { chunkBytes: 1 }, switches()),
  line('a path with a query is accepted', { startLine: 'GET /chat?room=1&name=%20 HTTP/1.1' }, switches()),
  line('an absolute URL is accepted', { startLine: 'GET http://server.example.com/chat HTTP/1.1' }, switches()),
  ...METHODS.map((method) => line(`${method} is refused`, { startLine: `${method} /chat HTTP/1.1` }, refuses(405, { allow: 'GET' }))),
  line('a method in lower case is refused', { startLine: 'get /chat HTTP/1.1' }, refuses(400)),
  line('HTTP/1.0 is refused', { startLine: 'GET /chat HTTP/1.0' }, refuses(505)),
  line('HTTP/0.9 is refused', { startLine: 'GET /chat HTTP/0.9' }, refuses(505)),
  line('a higher version of HTTP is accepted', { startLine: 'GET /chat HTTP/2.0' }, switches()),
  line('a request line without a version is refused', { startLine: 'GET /chat' }, refuses(505)),
  line('a request line without a path is refused', { startLine: 'GET HTTP/1.1' }, refuses(400)),
];

const hosts: readonly Case[] = [
  host('is missing', { headers: { Host: undefined } }, refuses(400)),
  host('is there twice', { headers: { Host: ['server.example.com', 'server.example.com'] } }, refuses(400)),
  host('is empty', { headers: { Host: '' } }, refuses(400)),
  host('has a space', { headers: { Host: 'server example' } }, refuses(400)),
  host('has a path', { headers: { Host: 'server.example.com/chat' } }, refuses(400)),
  host('has user information', { headers: { Host: 'user@server.example.com' } }, refuses(400)),
  host('has a port that is no number', { headers: { Host: 'server.example.com:ws' } }, refuses(400)),
  host('has a port', { headers: { Host: 'server.example.com:8080' } }, switches()),
  host('is an IPv4 address', { headers: { Host: '192.0.2.1:8080' } }, switches()),
  host('is an IPv6 address', { headers: { Host: '[2001:db8::1]:8080' } }, switches()),
  host('is named in other letters', { headers: { Host: undefined, HOST: 'server.example.com' } }, switches()),
];

const upgrades: readonly Case[] = [
  upgrade('Upgrade is missing', { headers: { Upgrade: undefined } }, UPGRADE_REQUIRED),
  upgrade('Upgrade is empty', { headers: { Upgrade: '' } }, UPGRADE_REQUIRED),
  upgrade('Upgrade names another protocol', { headers: { Upgrade: 'h2c' } }, UPGRADE_REQUIRED),
  upgrade('Upgrade names something longer', { headers: { Upgrade: 'websockets' } }, UPGRADE_REQUIRED),
  upgrade('Upgrade is in upper case', { headers: { Upgrade: 'WEBSOCKET' } }, switches()),
  upgrade('Upgrade is in mixed case', { headers: { Upgrade: 'WebSocket' } }, switches()),
  upgrade('Upgrade is a list with it', { headers: { Upgrade: 'h2c, websocket' } }, switches()),
  upgrade('Upgrade is a list with it in front', { headers: { Upgrade: 'websocket,h2c' } }, switches()),
  upgrade('Upgrade is a list over two lines', { headers: { Upgrade: ['h2c', 'websocket'] } }, switches()),
  upgrade('Upgrade has empty elements', { headers: { Upgrade: ', ,websocket,' } }, switches()),
  upgrade('Connection is missing', { headers: { Connection: undefined } }, refuses(400)),
  upgrade('Connection is empty', { headers: { Connection: '' } }, refuses(400)),
  upgrade('Connection is keep-alive', { headers: { Connection: 'keep-alive' } }, refuses(400)),
  upgrade('Connection is close', { headers: { Connection: 'close' } }, refuses(400)),
  upgrade('Connection names something longer', { headers: { Connection: 'Upgraded' } }, refuses(400)),
  upgrade('Connection is in lower case', { headers: { Connection: 'upgrade' } }, switches()),
  upgrade('Connection is in upper case', { headers: { Connection: 'UPGRADE' } }, switches()),
  upgrade('Connection is a list with it', { headers: { Connection: 'keep-alive, Upgrade' } }, switches()),
  upgrade('Connection is a list with it in front', { headers: { Connection: 'Upgrade,keep-alive' } }, switches()),
  upgrade('Connection is a list over two lines', { headers: { Connection: ['keep-alive', 'Upgrade'] } }, switches()),
  upgrade('neither is there', { headers: { Upgrade: undefined, Connection: undefined } }, UPGRADE_REQUIRED),
];

const keys: readonly Case[] = [
  key('is missing', { headers: { 'Sec-WebSocket-Key': undefined } }, refuses(400)),
  key('is empty', { headers: { 'Sec-WebSocket-Key': '' } }, refuses(400)),
  key('is of 15 bytes', { headers: { 'Sec-WebSocket-Key': 'AQIDBAUGBwgJCgsMDQ4P' } }, refuses(400)),
  key('is of 17 bytes', { headers: { 'Sec-WebSocket-Key': 'AQIDBAUGBwgJCgsMDQ4PEBE=' } }, refuses(400)),
  key('is of 32 bytes', { headers: { 'Sec-WebSocket-Key': `${'A'.repeat(43)}=` } }, refuses(400)),
  key('is no base64', { headers: { 'Sec-WebSocket-Key': 'not base64 at all!!!!!==' } }, refuses(400)),
  key('is of the URL alphabet', { headers: { 'Sec-WebSocket-Key': '__________________-_-w==' } }, refuses(400)),
  key('lacks its padding', { headers: { 'Sec-WebSocket-Key': KEY.slice(0, -2) } }, refuses(400)),
  key('has half its padding', { headers: { 'Sec-WebSocket-Key': KEY.slice(0, -1) } }, refuses(400)),
  key('has bits behind its 16 bytes', { headers: { 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZR==' } }, refuses(400)),
  key('has a space inside', { headers: { 'Sec-WebSocket-Key': 'dGhlIHNhbXBs ZSBub25jZQ==' } }, refuses(400)),
  key('is there twice', { headers: { 'Sec-WebSocket-Key': [KEY, KEY] } }, refuses(400)),
  key('is there twice, differently', { headers: { 'Sec-WebSocket-Key': [KEY, 'AQIDBAUGBwgJCgsMDQ4PEA=='] } }, refuses(400)),
  key('is a list', { headers: { 'Sec-WebSocket-Key': `${KEY}, ${KEY}` } }, refuses(400)),
  key('has white space around', { headers: { 'Sec-WebSocket-Key': ` \t${KEY}\t ` } }, switches()),
  key(
    'is 16 zeros',
    { headers: { 'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==' } },
    switches({ 'sec-websocket-accept': 'ICX+Yqv66kxgM0FcWaLWlFLwTAI=' }),
  ),
  key('has all signs of the alphabet that are no letters', { headers: { 'Sec-WebSocket-Key': '//////////////////////==' } }, refuses(400)),
  key(
    'has plus and slash',
    { headers: { 'Sec-WebSocket-Key': '+/+/+/+/+/+/+/+/+/+/+w==' } },
    switches({ 'sec-websocket-accept': 'M0DUs3om0SqzerhOhYSMM7WQuBQ=' }),
  ),
];

const versions: readonly Case[] = [
  version('is missing', { headers: { 'Sec-WebSocket-Version': undefined } }, UPGRADE_REQUIRED),
  version('is empty', { headers: { 'Sec-WebSocket-Version': '' } }, UPGRADE_REQUIRED),
  ...['0', '7', '8', '12', '14', '25', '255', '013', '13.0', '+13', '0x0d', 'thirteen', '13, 8', '8, 13'].map((value) =>
    version(`is ${value}`, { headers: { 'Sec-WebSocket-Version': value } }, UPGRADE_REQUIRED),
  ),
  version('is there twice', { headers: { 'Sec-WebSocket-Version': ['13', '13'] } }, UPGRADE_REQUIRED),
  version('is there twice, differently', { headers: { 'Sec-WebSocket-Version': ['8', '13'] } }, UPGRADE_REQUIRED),
  version('has white space around', { headers: { 'Sec-WebSocket-Version': ' 13\t' } }, switches()),
  version(
    'is of another version, whose key may be another',
    { headers: { 'Sec-WebSocket-Version': '8', 'Sec-WebSocket-Key': 'x' } },
    UPGRADE_REQUIRED,
  ),
];

const offering = (value: string | readonly string[]) => ({ headers: { 'Sec-WebSocket-Protocol': value } });
const chosen = (name: string) => switches({ 'sec-websocket-protocol': name });

const protocols: readonly Case[] = [
  protocol('none offered: none chosen', {}, switches()),
  protocol('the only one offered is chosen', offering('chat'), chosen('chat')),
  protocol("the client's first choice counts", offering('superchat, chat'), chosen('superchat')),
  protocol('the first that the server speaks is chosen', offering('other, superchat, chat'), chosen('superchat')),
  protocol('none that the server speaks: none chosen', offering('other, another'), switches()),
  protocol('one in other letters is another one', offering('CHAT'), switches()),
  protocol('a list over two lines', offering(['other', 'superchat, chat']), chosen('superchat')),
  protocol('a list without spaces', offering('other,chat'), chosen('chat')),
  protocol('a list with empty elements', offering(', other,, chat ,'), chosen('chat')),
  protocol('an empty header is refused', offering(''), refuses(400)),
  protocol('a header of commas is refused', offering(',, ,'), refuses(400)),
  protocol('a name with a space is refused', offering('chat room'), refuses(400)),
  protocol('a name with a slash is refused', offering('chat/1'), refuses(400)),
  protocol('a name in quotes is refused', offering('"chat"'), refuses(400)),
  protocol('a name with a letter beyond ASCII is refused', offering('ch\u00e4t'), refuses(400)),
  protocol('the same name twice is refused', offering('chat, chat'), refuses(400)),
  protocol('the same name on two lines is refused', offering(['chat', 'superchat, chat']), refuses(400)),
  protocol('a server without subprotocols chooses none', offering('chat'), switches(), {}),
  protocol('a server that chooses by a function', offering('a, b, c'), chosen('b'), { protocols: (offered) => offered[1] }),
  protocol('a server whose function chooses none', offering('a, b, c'), switches(), { protocols: () => undefined }),
];

const overHttp: readonly Case[] = [
  http('a request without any upgrade is told so', { raw: 'GET / HTTP/1.1\r\nHost: server.example.com\r\n\r\n' }, UPGRADE_REQUIRED),
  http('garbage is refused', { raw: 'garbage\r\n\r\n' }, refuses(400)),
  http('binary garbage is refused', { raw: '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' }, refuses(400)),
  http('a WebSocket frame instead of a request is refused', { raw: '\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58' }, refuses(400)),
  http('a header line without a colon is refused', { raw: 'GET /chat HTTP/1.1\r\nHost server.example.com\r\n\r\n' }, refuses(400)),
  http('a header name with a space is refused', { headers: { 'Bad Name': 'x' } }, refuses(400)),
  http('a header value with a zero byte is refused', { headers: { 'X-Bad': 'a\0b' } }, refuses(400)),
  http('a head above 16 KiB is refused', { headers: { 'X-Long': 'x'.repeat(17 << 10) } }, refuses(431)),
  http(
    'a head of many headers above 16 KiB is refused',
    { headers: { 'X-Many': Array.from({ length: 1000 }, () => 'x'.repeat(20)) } },
    refuses(431),
  ),
  http('a head without an end is refused', { raw: `GET /chat HTTP/1.1\r\nX-Long: ${'x'.repeat(17 << 10)}` }, refuses(431)),
  http('a path above 16 KiB is refused', { startLine: `GET /${'x'.repeat(17 << 10)} HTTP/1.1` }, refuses(431)),
  http('a head of 15 KiB is accepted', { headers: { 'X-Long': 'x'.repeat(15 << 10) } }, switches()),
  http('a head above its own limit is refused', { headers: { 'X-Long': 'x'.repeat(1500) } }, refuses(431), {
    limits: { maxHeaderBytes: 1024 },
  }),
  http('a head that never ends is refused when its time is up', { raw: 'GET /chat HTTP/1.1\r\nHost: server' }, refuses(408), {
    limits: { handshakeTimeoutMs: 200 },
  }),
  http('unknown headers are ignored', { headers: { 'X-Unknown': 'x', Cookie: 'a=b', Origin: 'http://example.com' } }, switches()),
  http('own headers of the server are in the 101', {}, switches({ 'x-own': 'yes' }), { headers: [['X-Own', 'yes']] }),
];

export const serverHandshake: readonly Case[] = [...requestLine, ...hosts, ...upgrades, ...keys, ...versions, ...protocols, ...overHttp];
