import { describe, expect, it } from 'vitest';
import type { Header } from '../../src/handshake/header-values.ts';
import { formatRefusal, formatSwitchingProtocols } from '../../src/handshake/http-response.ts';

/** Names and values that must not reach the wire. */
const injections: Header[] = [
  ['X', 'a\r\nSet-Cookie: b'],
  ['X', 'a\nb'],
  ['X', 'a\rb'],
  ['X', 'a\u0000b'],
  ['X', 'a\u007fb'],
  ['X', 'a\u001bb'],
  ['X', 'a\u010ab'], // cut to a byte it is a line feed
  ['', 'a'],
  ['X Y', 'a'],
  ['X:', 'a'],
  ['X\r\nY', 'a'],
  ['é', 'a'],
];

describe('formatRefusal', () => {
  it('writes a whole response with a JSON body', () => {
    expect(formatRefusal({ status: 404, message: 'no such path', headers: [['X-Upgrade', 'a']] })).toBe(
      [
        'HTTP/1.1 404 Not Found',
        'Connection: close',
        'Content-Type: application/json; charset=utf-8',
        'Content-Length: 63',
        'X-Upgrade: a',
        '',
        '{"statusCode":404,"error":"Not Found","message":"no such path"}',
      ].join('\r\n'),
    );
  });

  it('adds headers, and names Upgrade in Connection where it sends it (RFC 7230 §6.7)', () => {
    const headers: Header[] = [
      ['UPGRADE', 'websocket'],
      ['Set-Cookie', 'a\t=\u00e9'],
      ['Set-Cookie', ''],
    ];
    expect(formatRefusal({ status: 426, message: '', headers })).toBe(
      [
        'HTTP/1.1 426 Upgrade Required',
        'Connection: close, Upgrade',
        'Content-Type: application/json; charset=utf-8',
        'Content-Length: 58',
        'UPGRADE: websocket',
        'Set-Cookie: a\t=\u00e9',
        'Set-Cookie: ',
        '',
        '{"statusCode":426,"error":"Upgrade Required","message":""}',
      ].join('\r\n'),
    );
  });

  it.each([
    '',
    'ASCII',
    'é',
    '中',
    '😀',
    'é中😀'.repeat(100),
    '\u0080\u07ff\u0800\uffff',
    '\u{10000}\u{10ffff}',
    '\ud800',
    '\udc00\ud800',
    '"\\\r\n\u0000\u007f\u2028',
  ])('counts the body of %j in UTF-8 bytes', (message) => {
    const [head = '', body = ''] = formatRefusal({ status: 400, message }).split('\r\n\r\n');
    expect(JSON.parse(body)).toEqual({ statusCode: 400, error: 'Bad Request', message });
    expect(head.split('\r\n')).toContain(`Content-Length: ${Buffer.byteLength(body)}`);
  });

  it.each([300, 599])('takes the status %i', (status) => {
    expect(formatRefusal({ status, message: '' })).toContain(`HTTP/1.1 ${status} `);
  });

  it.each([101, 200, 299, 600, 400.5, Number.NaN])('rejects the status %d', (status) => {
    expect(() => formatRefusal({ status, message: '' })).toThrow(
      new RangeError(`a refusal has a status from 300 to 599; this one has ${status}`),
    );
  });

  it.each(injections)('rejects the header %j: %j', (...header) => {
    expect(() => formatRefusal({ status: 400, message: '', headers: [header] })).toThrow(TypeError);
  });

  it.each(['connection', 'Content-Type', 'content-length', 'Transfer-Encoding', 'Sec-WebSocket-Accept'])('keeps %s to itself', (name) => {
    expect(() => formatRefusal({ status: 400, message: '', headers: [[name, '0']] })).toThrow(
      new TypeError(`the header ${name} is written by the handshake itself`),
    );
  });
});

describe('formatSwitchingProtocols', () => {
  const negotiated: Header[] = [
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Accept', 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='],
  ];

  it('writes the status line and the headers (RFC 6455 §4.2.2)', () => {
    expect(formatSwitchingProtocols(negotiated)).toBe(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n',
    );
  });

  it("writes the application's headers after its own", () => {
    expect(
      formatSwitchingProtocols(
        [['A', '1']],
        [
          ['B', '2'],
          ['B', '3'],
        ],
      ),
    ).toBe('HTTP/1.1 101 Switching Protocols\r\nA: 1\r\nB: 2\r\nB: 3\r\n\r\n');
  });

  it.each(injections)('rejects the header %j: %j', (...header) => {
    expect(() => formatSwitchingProtocols([header])).toThrow(TypeError);
    expect(() => formatSwitchingProtocols(negotiated, [header])).toThrow(TypeError);
  });

  it.each([
    'upgrade',
    'CONNECTION',
    'sec-websocket-accept',
    'Sec-WebSocket-Protocol',
    'Sec-WebSocket-Extensions',
    'Content-Length',
    'Transfer-Encoding',
  ])('does not let the application set %s', (name) => {
    expect(() => formatSwitchingProtocols(negotiated, [[name, 'a']])).toThrow(
      new TypeError(`the header ${name} is written by the handshake itself`),
    );
  });
});
