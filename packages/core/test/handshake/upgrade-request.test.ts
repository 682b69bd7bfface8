import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { resolveDeflate } from '../../src/handshake/deflate-options.ts';
import { judgeUpgradeRequest, type RequestHead, type ServerTerms } from '../../src/handshake/upgrade-request.ts';
import { HandshakeError } from '../../src/vocabulary/errors.ts';

const sha1Base64 = (text: string) => createHash('sha1').update(text).digest('base64');

/** The request of RFC 6455 §1.3, one entry per header line. */
const LINES = {
  Host: ['server.example.com'],
  Upgrade: ['websocket'],
  Connection: ['Upgrade'],
  'Sec-WebSocket-Key': ['dGhlIHNhbXBsZSBub25jZQ=='],
  'Sec-WebSocket-Version': ['13'],
};
const HEADERS = [
  ['Upgrade', 'websocket'],
  ['Connection', 'Upgrade'],
  ['Sec-WebSocket-Accept', 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='],
];
const ACCEPTED = { kind: 'accept', protocol: undefined, deflate: undefined, headers: HEADERS };

const UPGRADE_REQUIRED = [
  ['Upgrade', 'websocket'],
  ['Sec-WebSocket-Version', '13'],
];
const BAD_HOST = { kind: 'refuse', problem: 'host', refusal: { status: 400, message: 'the request must have one valid Host header' } };
const BAD_UPGRADE = {
  kind: 'refuse',
  problem: 'upgrade',
  refusal: { status: 426, message: 'the Upgrade header must contain websocket', headers: UPGRADE_REQUIRED },
};
const BAD_CONNECTION = {
  kind: 'refuse',
  problem: 'upgrade',
  refusal: { status: 400, message: 'the Connection header must contain Upgrade' },
};
const BAD_VERSION = {
  kind: 'refuse',
  problem: 'version',
  refusal: { status: 426, message: 'the Sec-WebSocket-Version must be 13', headers: UPGRADE_REQUIRED },
};
const BAD_KEY = {
  kind: 'refuse',
  problem: 'key',
  refusal: { status: 400, message: 'the request must have one Sec-WebSocket-Key: 16 bytes in base64' },
};
const BAD_LIST = {
  kind: 'refuse',
  problem: 'subprotocol',
  refusal: { status: 400, message: 'the Sec-WebSocket-Protocol header must be a list of tokens' },
};

describe('judgeUpgradeRequest', () => {
  it("accepts the RFC's example (RFC 6455 §1.3)", () => {
    expect(judge({})).toEqual(ACCEPTED);
  });

  it("takes Node's IncomingMessage", () => {
    expectTypeOf<IncomingMessage>().toExtend<RequestHead>();
  });

  it.each<{ name: string; lines: Lines }>([
    { name: 'Upgrade: WebSocket', lines: { Upgrade: ['WebSocket'] } },
    { name: 'websocket among other protocols', lines: { Upgrade: ['h2c/1.0, WEBSOCKET ,'] } },
    { name: 'websocket on another line', lines: { Upgrade: ['h2c', 'websocket'] } },
    { name: 'Connection: keep-alive, upgrade', lines: { Connection: ['keep-alive, upgrade'] } },
    { name: 'Connection on two lines', lines: { Connection: ['keep-alive', ' UPGRADE\t'] } },
    { name: 'a host with a port', lines: { Host: ['example.com:8080'] } },
    { name: 'an IPv6 host', lines: { Host: ['[::1]:8080'] } },
    { name: 'a percent-encoded host with an underscore', lines: { Host: ['a_b%20c'] } },
    {
      name: 'white space around key and version',
      lines: { 'Sec-WebSocket-Key': ['\tdGhlIHNhbXBsZSBub25jZQ== '], 'Sec-WebSocket-Version': [' 13'] },
    },
    { name: 'unknown extensions', lines: { 'Sec-WebSocket-Extensions': ['foo; a="b"', 'bar'] } },
    { name: 'subprotocols that nobody asked for', lines: { 'Sec-WebSocket-Protocol': ['chat, superchat'] } },
    { name: 'other headers', lines: { Origin: ['null'], Cookie: ['a=b', 'c=d'] } },
  ])('accepts $name (RFC 6455 §4.2.1)', ({ lines }) => {
    expect(judge(lines)).toEqual(ACCEPTED);
  });

  it.each(['1.1', '1.2', '2.0', '10.0'])('accepts HTTP/%s', (httpVersion) => {
    expect(judge({}, {}, { httpVersion })).toEqual(ACCEPTED);
  });

  it.each(['1.0', '0.9', '1', '', '1.1.1', 'x.y', '-1.1', '1.1 '])('refuses HTTP/%s with 505 (RFC 6455 §4.2.1)', (httpVersion) => {
    expect(judge({}, {}, { httpVersion })).toEqual({
      kind: 'refuse',
      problem: 'http-version',
      refusal: { status: 505, message: 'an opening handshake needs HTTP/1.1' },
    });
  });

  it.each(['POST', 'HEAD', 'CONNECT', 'get', '', undefined])('refuses the method %s with 405 (RFC 6455 §4.2.1)', (method) => {
    expect(judge({}, {}, { method })).toEqual({
      kind: 'refuse',
      problem: 'method',
      refusal: { status: 405, message: 'an opening handshake is a GET request', headers: [['Allow', 'GET']] },
    });
  });

  it.each<{ name: string; lines: Lines; verdict: object }>([
    { name: 'no Host', lines: { Host: [] }, verdict: BAD_HOST },
    { name: 'two Hosts', lines: { Host: ['a', 'a'] }, verdict: BAD_HOST },
    ...['', 'a b', 'a/b', 'a@b', 'http://a', 'a:x', 'a:1:2', '::1', '[::1', '[]', '[a]b', ':80', 'é', 'a\u0000', 'a\n'].map((host) => ({
      name: `Host: ${JSON.stringify(host)}`,
      lines: { Host: [host] },
      verdict: BAD_HOST,
    })),
    ...[[], [''], ['h2c'], ['websockets'], ['websocket/13'], ['web socket'], ['"websocket"'], ['websoc\u212aet']].map((values) => ({
      name: `Upgrade: ${JSON.stringify(values)}`,
      lines: { Upgrade: values },
      verdict: BAD_UPGRADE,
    })),
    ...[[], [''], ['keep-alive'], ['Upgrades'], ['keep-alive Upgrade'], ['close', 'x-upgrade']].map((values) => ({
      name: `Connection: ${JSON.stringify(values)}`,
      lines: { Connection: values },
      verdict: BAD_CONNECTION,
    })),
    ...[[], [''], ['8'], ['7, 13'], ['013'], ['13.0'], ['13', '13'], ['13', '8']].map((values) => ({
      name: `Sec-WebSocket-Version: ${JSON.stringify(values)}`,
      lines: { 'Sec-WebSocket-Version': values },
      verdict: BAD_VERSION,
    })),
    ...[
      [],
      [''],
      ['dGhlIHNhbXBsZSBub25jZQ==', 'dGhlIHNhbXBsZSBub25jZQ=='],
      ['dGhlIHNhbXBsZSBub25jZQ'], // without padding
      ['dGhlIHNhbXBsZSBub25jZQ='],
      ['dGhlIHNhbXBsZSBub25jZR=='], // with bits that are left over
      ['dGhlIHNhbXBsZSBub25jZQ==='],
      ['dGhlIHNhbXBsZSBub25j'], // 15 bytes
      ['dGhlIHNhbXBsZSBub25jZWE='], // 17 bytes
      ['dGhlIHNhbXBsZSBub25_ZQ=='], // base64url
      ['dGhlIHNhbXBs ZSBub25jZQ=='],
      ['dGhlIHNhbXBsZSBub25jZQ==\n'],
      ['dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZQ=='],
    ].map((values) => ({ name: `Sec-WebSocket-Key: ${JSON.stringify(values)}`, lines: { 'Sec-WebSocket-Key': values }, verdict: BAD_KEY })),
    ...[[''], [','], ['a b'], ['a;b'], ['a/b'], ['a', 'b"'], ['é']].map((values) => ({
      name: `Sec-WebSocket-Protocol: ${JSON.stringify(values)}`,
      lines: { 'Sec-WebSocket-Protocol': values },
      verdict: BAD_LIST,
    })),
    {
      name: 'a repeated subprotocol',
      lines: { 'Sec-WebSocket-Protocol': ['a, b', 'a'] },
      verdict: {
        kind: 'refuse',
        problem: 'subprotocol',
        refusal: { status: 400, message: 'the Sec-WebSocket-Protocol header names a subprotocol twice' },
      },
    },
    {
      name: 'malformed extensions',
      lines: { 'Sec-WebSocket-Extensions': ['foo; a="'] },
      verdict: {
        kind: 'refuse',
        problem: 'extensions',
        refusal: { status: 400, message: 'the Sec-WebSocket-Extensions header is malformed: it has a character that is out of place' },
      },
    },
  ])('refuses $name (RFC 6455 §4.2.1)', ({ lines, verdict }) => {
    expect(judge(lines, { protocols: ['a'], deflate: resolveDeflate(true) })).toEqual(verdict);
  });

  it('accepts each of the four last characters that base64 of 16 bytes can have (RFC 4648 §3.5)', () => {
    const lastCharacters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.split('').filter((character) => {
      return judge({ 'Sec-WebSocket-Key': [`dGhlIHNhbXBsZSBub25jZ${character}==`] }).kind === 'accept';
    });
    expect(lastCharacters).toEqual(['A', 'Q', 'g', 'w']);
  });

  it.each<{ lines: Lines; terms: ServerTerms; protocol: string | undefined }>([
    { lines: { 'Sec-WebSocket-Protocol': ['x, b', 'a'] }, terms: { protocols: ['a', 'b'] }, protocol: 'b' },
    { lines: { 'Sec-WebSocket-Protocol': ['a, b'] }, terms: { protocols: (offered) => offered.at(-1) }, protocol: 'b' },
    { lines: { 'Sec-WebSocket-Protocol': ['a'] }, terms: { protocols: ['b'] }, protocol: undefined },
    { lines: {}, terms: { protocols: ['b'] }, protocol: undefined },
  ])('agrees on the subprotocol $protocol (RFC 6455 §4.2.2)', ({ lines, terms, protocol }) => {
    const headers = protocol === undefined ? HEADERS : [...HEADERS, ['Sec-WebSocket-Protocol', protocol]];
    expect(judge(lines, terms)).toEqual({ ...ACCEPTED, protocol, headers });
  });

  it('agrees on permessage-deflate (RFC 7692 §5)', () => {
    const lines = { 'Sec-WebSocket-Extensions': ['foo, permessage-deflate; client_max_window_bits'] };
    expect(judge(lines, { deflate: resolveDeflate({ clientMaxWindowBits: 12 }) })).toEqual({
      ...ACCEPTED,
      deflate: { serverNoContextTakeover: true, clientNoContextTakeover: true, serverMaxWindowBits: 15, clientMaxWindowBits: 12 },
      headers: [
        ...HEADERS,
        [
          'Sec-WebSocket-Extensions',
          'permessage-deflate; server_no_context_takeover; client_no_context_takeover; client_max_window_bits=12',
        ],
      ],
    });
  });

  it.each<{ name: string; lines: Lines; terms: ServerTerms }>([
    { name: 'the server has it off', lines: { 'Sec-WebSocket-Extensions': ['permessage-deflate'] }, terms: {} },
    { name: 'the client offers nothing', lines: {}, terms: { deflate: resolveDeflate(true) } },
    {
      name: 'no offer is acceptable',
      lines: { 'Sec-WebSocket-Extensions': ['permessage-deflate; x'] },
      terms: { deflate: resolveDeflate(true) },
    },
  ])('goes on without permessage-deflate when $name', ({ lines, terms }) => {
    expect(judge(lines, terms)).toEqual(ACCEPTED);
  });

  it("lets the application's mistakes through", () => {
    const offer = { 'Sec-WebSocket-Protocol': ['a'] };
    expect(() => judge(offer, { protocols: () => 'b' })).toThrow(TypeError);
    const broken = new Error('broken');
    expect(() =>
      judge(offer, {
        protocols: () => {
          throw broken;
        },
      }),
    ).toThrow(broken);
  });

  it.each([
    [{ status: 403 }, 403],
    [undefined, 400],
  ])("lets the application's choice refuse with a HandshakeError of %j", (options, status) => {
    const protocols = () => {
      throw new HandshakeError('subprotocol', 'speak chat or nothing', options);
    };
    expect(judge({ 'Sec-WebSocket-Protocol': ['a'] }, { protocols })).toEqual({
      kind: 'refuse',
      problem: 'subprotocol',
      refusal: { status, message: 'speak chat or nothing' },
    });
  });

  it('answers, whatever the headers are', () => {
    const name = fc.constantFrom(...Object.keys(LINES), 'Sec-WebSocket-Protocol', 'Sec-WebSocket-Extensions');
    const value = fc.oneof(fc.constantFrom(...Object.values(LINES).flat(), 'permessage-deflate', 'a, b'), fc.string());
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 12 }), (lines) => {
        const verdict = judgeUpgradeRequest(
          { method: 'GET', httpVersion: '1.1', rawHeaders: lines.flat() },
          { deflate: resolveDeflate(true) },
          sha1Base64,
        );
        expect(verdict.kind).toBeOneOf(['accept', 'refuse']);
      }),
    );
  });
});

type Lines = Readonly<Record<string, readonly string[]>>;

function judge(lines: Lines, terms: ServerTerms = {}, head: Partial<RequestHead> = {}) {
  const rawHeaders = Object.entries<readonly string[]>({ ...LINES, ...lines }).flatMap(([name, values]) =>
    values.flatMap((value) => [name, value]),
  );
  return judgeUpgradeRequest({ method: 'GET', httpVersion: '1.1', rawHeaders, ...head }, terms, sha1Base64);
}
