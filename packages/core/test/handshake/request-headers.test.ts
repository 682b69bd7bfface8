import { describe, expect, it } from 'vitest';
import type { Header } from '../../src/handshake/header-values.ts';
import { headersForOtherOrigin, listRequestHeaders } from '../../src/handshake/request-headers.ts';

describe('listRequestHeaders', () => {
  it('lists a record, several values as several lines', () => {
    expect(listRequestHeaders({ Origin: 'https://example.com', Cookie: ['a=1', 'b=2'], 'X-None': [] })).toEqual([
      ['Origin', 'https://example.com'],
      ['Cookie', 'a=1'],
      ['Cookie', 'b=2'],
    ]);
  });

  it('lists pairs in their order', () => {
    const pairs: Header[] = [
      ['B', '1'],
      ['A', '2'],
      ['B', '3'],
    ];
    expect(listRequestHeaders(pairs)).toEqual(pairs);
  });

  it.each([
    'Host',
    'upgrade',
    'CONNECTION',
    'Content-Length',
    'Transfer-Encoding',
    'Proxy-Authorization',
    'Sec-WebSocket-Key',
    'sec-websocket-protocol',
    'Sec-WebSocket-Anything',
  ])('refuses %s, which is not the application’s', (name) => {
    expect(() => listRequestHeaders({ [name]: 'a' })).toThrow(new TypeError(`the header ${name} is written by the handshake itself`));
  });

  it.each<[string, unknown]>([
    ['a line break', { A: 'x\r\nB: y' }],
    ['a name that is no token', { 'A B': 'x' }],
    ['a number', { A: 5 }],
    ['undefined', { A: undefined }],
    ['a number in a list', { A: ['x', 5] }],
    ['a flat list', ['A', 'x']],
    ['a pair of three', [['A', 'x', 'y']]],
    ['a name that is a number', [[1, 'x']]],
  ])('refuses %s', (_, given) => {
    expect(() => Reflect.apply(listRequestHeaders, undefined, [given])).toThrow(TypeError);
  });

  it('tells no value, for it may be a secret', () => {
    expect(() => listRequestHeaders({ Authorization: 'Bearer secret\n' })).toThrow(/^(?!.*secret)/);
  });
});

describe('headersForOtherOrigin', () => {
  it('keeps nothing that could be a credential', () => {
    const headers = listRequestHeaders({
      Authorization: 'Basic x',
      cookie: 'a=1',
      'X-Api-Key': 'secret',
      ORIGIN: 'https://example.com',
      'User-Agent': 'test',
      'Accept-Language': 'en',
    });
    expect(headersForOtherOrigin(headers)).toEqual([
      ['ORIGIN', 'https://example.com'],
      ['User-Agent', 'test'],
      ['Accept-Language', 'en'],
    ]);
  });
});
