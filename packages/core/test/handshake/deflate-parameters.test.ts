import { describe, expect, it } from 'vitest';
import { readParameters, writeParameters } from '../../src/handshake/deflate-parameters.ts';
import { formatExtensions, parseExtensions } from '../../src/handshake/extension-header.ts';

const NOTHING = {
  serverNoContextTakeover: false,
  clientNoContextTakeover: false,
  serverMaxWindowBits: undefined,
  clientMaxWindowBits: undefined,
};

const valid = [
  { params: '', stated: NOTHING },
  { params: '; server_no_context_takeover', stated: { ...NOTHING, serverNoContextTakeover: true } },
  { params: '; client_no_context_takeover', stated: { ...NOTHING, clientNoContextTakeover: true } },
  { params: '; client_max_window_bits', stated: { ...NOTHING, clientMaxWindowBits: true as const } },
  ...[8, 9, 10, 11, 12, 13, 14, 15].flatMap((bits) => [
    { params: `; server_max_window_bits=${bits}`, stated: { ...NOTHING, serverMaxWindowBits: bits } },
    { params: `; client_max_window_bits=${bits}`, stated: { ...NOTHING, clientMaxWindowBits: bits } },
  ]),
  {
    params: '; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=9; client_max_window_bits=10',
    stated: { serverNoContextTakeover: true, clientNoContextTakeover: true, serverMaxWindowBits: 9, clientMaxWindowBits: 10 },
  },
];

describe('readParameters', () => {
  it.each(valid)('reads "$params" (RFC 7692 §7.1)', ({ params, stated }) => {
    expect(read(params)).toEqual(stated);
  });

  it('takes a quoted value and any order (RFC 7692 §7.1)', () => {
    expect(read('; client_max_window_bits="1\\0"; server_no_context_takeover')).toEqual({
      ...NOTHING,
      serverNoContextTakeover: true,
      clientMaxWindowBits: 10,
    });
  });

  it.each([
    '; unknown',
    '; __proto__',
    '; Server_no_context_takeover',
    '; server_no_context_takeover=true',
    '; client_no_context_takeover=1',
    '; server_max_window_bits',
    ...['7', '16', '08', '015', '1', '8.0', '+8', '0x8', '1e1', '-8', '80'].flatMap((bits) => [
      `; server_max_window_bits=${bits}`,
      `; client_max_window_bits=${bits}`,
    ]),
    '; server_no_context_takeover; server_no_context_takeover',
    '; client_no_context_takeover; client_no_context_takeover',
    '; server_max_window_bits=10; server_max_window_bits=10',
    '; client_max_window_bits; client_max_window_bits=10',
    '; server_max_window_bits=10; unknown=1',
  ])('answers undefined for "%s" (RFC 7692 §7.1)', (params) => {
    expect(read(params)).toBeUndefined();
  });
});

describe('writeParameters', () => {
  it.each(valid)('writes "$params"', ({ params, stated }) => {
    expect(formatExtensions([writeParameters(stated)])).toBe(`permessage-deflate${params}`);
  });
});

function read(params: string) {
  return parseExtensions([`permessage-deflate${params}`]).map(readParameters)[0];
}
