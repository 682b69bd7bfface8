import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveDeflate } from '../../src/handshake/deflate-options.ts';
import { judgeUpgradeRequest } from '../../src/handshake/upgrade-request.ts';
import { type ClientTerms, judgeUpgradeResponse, upgradeRequestHeaders } from '../../src/handshake/upgrade-response.ts';

const sha1Base64 = (text: string) => createHash('sha1').update(text).digest('base64');

const TERMS: ClientTerms = { key: 'dGhlIHNhbXBsZSBub25jZQ==', protocols: [], deflate: undefined };
const ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';
const LINES = { Upgrade: ['websocket'], Connection: ['Upgrade'], 'Sec-WebSocket-Accept': [ACCEPT] };

describe('upgradeRequestHeaders', () => {
  const always = [
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Key', TERMS.key],
    ['Sec-WebSocket-Version', '13'],
  ];

  it('writes the least there must be (RFC 6455 §4.1)', () => {
    expect(upgradeRequestHeaders(TERMS)).toEqual(always);
  });

  it('offers subprotocols and permessage-deflate (RFC 6455 §4.1, RFC 7692 §5)', () => {
    const deflate = resolveDeflate({ serverNoContextTakeover: false, serverMaxWindowBits: 10 });
    expect(upgradeRequestHeaders({ ...TERMS, protocols: ['b', 'a'], deflate })).toEqual([
      ...always,
      ['Sec-WebSocket-Protocol', 'b, a'],
      ['Sec-WebSocket-Extensions', 'permessage-deflate; client_no_context_takeover; server_max_window_bits=10; client_max_window_bits'],
    ]);
  });

  it.each([[['a b']], [['a', 'a']], [['a\r\nX: y']]])('rejects the subprotocols %j', (protocols) => {
    expect(() => upgradeRequestHeaders({ ...TERMS, protocols })).toThrow(TypeError);
  });
});

describe('judgeUpgradeResponse', () => {
  it.each<{ name: string; lines: Lines }>([
    { name: "the RFC's example", lines: {} },
    { name: 'any case', lines: { Upgrade: ['WebSocket'], Connection: ['uPGRADE'] } },
    { name: 'Upgrade among other connection options', lines: { Connection: ['keep-alive', 'x, upgrade'] } },
    { name: 'white space around the accept key', lines: { 'Sec-WebSocket-Accept': [` ${ACCEPT}\t`] } },
    { name: 'other headers', lines: { Server: ['x'], 'Set-Cookie': ['a', 'b'] } },
  ])('takes $name (RFC 6455 §4.1)', ({ lines }) => {
    expect(judge(lines)).toEqual({ protocol: '', deflate: undefined });
  });

  it.each([100, 200, 302, 401, 426, 503])('fails with the status %i (RFC 6455 §4.1)', (status) => {
    expect(() => judge({}, {}, status)).toThrow(failure('refused', status));
  });

  it('tells how long whoever refuses asks to wait (RFC 9110 §10.2.3)', () => {
    const date = 'Thu, 01 Jan 1970 00:00:02 GMT';
    expect(() => judge({ 'Retry-After': [date] }, {}, 503)).toThrow(expect.objectContaining({ status: 503, retryAfterMs: 2_000 }));
    expect(() => judge({ 'Retry-After': ['later'] }, {}, 503)).toThrow(expect.objectContaining({ status: 503, retryAfterMs: undefined }));
    expect(() => judge({ 'Retry-After': ['1'], Upgrade: [] })).toThrow(expect.objectContaining({ status: 101, retryAfterMs: undefined }));
  });

  it.each<{ name: string; lines: Lines; problem: string }>([
    ...[[], [''], ['h2c'], ['websocket, h2c'], ['websocket', 'websocket'], ['websockets'], ['websocket/13']].map((values) => ({
      name: `Upgrade: ${JSON.stringify(values)}`,
      lines: { Upgrade: values },
      problem: 'upgrade',
    })),
    ...[[], [''], ['close'], ['Upgrades']].map((values) => ({
      name: `Connection: ${JSON.stringify(values)}`,
      lines: { Connection: values },
      problem: 'upgrade',
    })),
    ...[
      [],
      [''],
      [TERMS.key],
      [ACCEPT.toLowerCase()],
      [ACCEPT.slice(0, -1)],
      [`${ACCEPT}=`],
      [ACCEPT, ACCEPT],
      [`${ACCEPT}, ${ACCEPT}`],
    ].map((values) => ({
      name: `Sec-WebSocket-Accept: ${JSON.stringify(values)}`,
      lines: { 'Sec-WebSocket-Accept': values },
      problem: 'accept-key',
    })),
    ...[[''], ['c'], ['A'], ['a, b'], ['a', 'a'], ['a', 'b']].map((values) => ({
      name: `Sec-WebSocket-Protocol: ${JSON.stringify(values)}`,
      lines: { 'Sec-WebSocket-Protocol': values },
      problem: 'subprotocol',
    })),
    ...[[''], ['foo'], ['permessage-deflate'], ['permessage-deflate;']].map((values) => ({
      name: `Sec-WebSocket-Extensions: ${JSON.stringify(values)}`,
      lines: { 'Sec-WebSocket-Extensions': values },
      problem: 'extensions',
    })),
  ])('fails with $name (RFC 6455 §4.1)', ({ lines, problem }) => {
    expect(() => judge(lines, { protocols: ['a', 'b'] })).toThrow(failure(problem, 101));
  });

  it('fails with a subprotocol where none was offered (RFC 6455 §4.1)', () => {
    expect(() => judge({ 'Sec-WebSocket-Protocol': ['a'] })).toThrow(failure('subprotocol', 101));
  });

  it('tells as the cause what malforms the extensions', () => {
    const cause = expect.objectContaining({ message: expect.stringContaining('a parameter must be') });
    expect(() => judge({ 'Sec-WebSocket-Extensions': ['a;'] })).toThrow(expect.objectContaining({ status: 101, cause }));
  });

  it.each([
    { lines: { 'Sec-WebSocket-Protocol': ['b'] }, protocol: 'b' },
    { lines: {}, protocol: '' },
  ])('takes the subprotocol "$protocol" of two that were offered', ({ lines, protocol }) => {
    expect(judge(lines, { protocols: ['a', 'b'] })).toEqual({ protocol, deflate: undefined });
  });

  it('takes the extension that was offered, or none (RFC 7692 §5)', () => {
    const deflate = resolveDeflate(true);
    const lines = { 'Sec-WebSocket-Extensions': ['permessage-deflate; server_no_context_takeover; client_max_window_bits=9'] };
    expect(judge(lines, { deflate })).toEqual({
      protocol: '',
      deflate: { serverNoContextTakeover: true, clientNoContextTakeover: true, serverMaxWindowBits: 15, clientMaxWindowBits: 9 },
    });
    expect(judge({}, { deflate })).toEqual({ protocol: '', deflate: undefined });
    expect(() => judge({ 'Sec-WebSocket-Extensions': ['permessage-deflate'] }, { deflate })).toThrow(failure('extensions', 101));
  });

  it('takes every answer of judgeUpgradeRequest to upgradeRequestHeaders', () => {
    const protocols = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'));
    const bits = fc.integer({ min: 8, max: 15 });
    const deflate = fc.option(
      fc.record({
        serverNoContextTakeover: fc.boolean(),
        clientNoContextTakeover: fc.boolean(),
        serverMaxWindowBits: bits,
        clientMaxWindowBits: bits,
      }),
      { nil: undefined },
    );
    const side = fc.record({ protocols, deflate });
    fc.assert(
      fc.property(side, side, (client, server) => {
        const terms = { key: TERMS.key, protocols: client.protocols, deflate: resolveDeflate(client.deflate) };
        const rawHeaders = ['Host', 'a', ...upgradeRequestHeaders(terms).flat()];
        const verdict = judgeUpgradeRequest(
          { method: 'GET', httpVersion: '1.1', rawHeaders },
          { protocols: server.protocols, deflate: resolveDeflate(server.deflate) },
          sha1Base64,
        );
        const answered = verdict.kind === 'accept' ? verdict.headers.flat() : [];
        const chosen = client.protocols.find((protocol) => server.protocols.includes(protocol));
        const agreed = judgeUpgradeResponse({ status: 101, rawHeaders: answered }, terms, sha1Base64, 0);
        expect(verdict).toMatchObject({ kind: 'accept', protocol: chosen, deflate: agreed.deflate });
        expect(agreed.protocol).toBe(chosen ?? '');
        expect(agreed.deflate !== undefined).toBe(client.deflate !== undefined && server.deflate !== undefined);
      }),
    );
  });
});

type Lines = Readonly<Record<string, readonly string[]>>;

function judge(lines: Lines, terms: Partial<ClientTerms> = {}, status = 101) {
  const rawHeaders = Object.entries<readonly string[]>({ ...LINES, ...lines }).flatMap(([name, values]) =>
    values.flatMap((value) => [name, value]),
  );
  return judgeUpgradeResponse({ status, rawHeaders }, { ...TERMS, ...terms }, sha1Base64, 0);
}

function failure(problem: string, status: number): unknown {
  return expect.objectContaining({ name: 'HandshakeError', problem, status });
}
