import { describe, expect, it } from 'vitest';
import { decodeMsgpack } from '../../src/codec/msgpack-decode.ts';
import { isCounted } from '../../src/envelope/envelope.ts';
import { BAD_MESSAGES, REFUSED_CALLS } from '../support/bad-envelope.ts';
import { EVERY_ENVELOPE } from '../support/every-envelope.ts';
import { bytesOf } from '../support/hex.ts';
import { nested, nestedHex } from '../support/nested.ts';
import { problemOf } from '../support/problem-of.ts';

const bad = BAD_MESSAGES.flatMap(({ name, problem, msgpack }) => (msgpack === undefined ? [] : [{ name, problem, msgpack }]));
const refused = REFUSED_CALLS.flatMap(({ name, id, msgpack }) => (msgpack === undefined ? [] : [{ name, id, msgpack }]));

describe('decodeMsgpack', () => {
  it.each(bad)('finds $problem: $name (§2)', ({ problem, msgpack }) => {
    expect(problemOf(() => decodeMsgpack(bytesOf(msgpack)))).toBe(problem);
  });

  it.each(refused)('refuses and counts $name (§2)', ({ id, msgpack }) => {
    const envelope = decodeMsgpack(bytesOf(msgpack));
    expect(envelope).toEqual({ kind: 'refused', id, error: { code: -32600, message: expect.any(String) } });
    expect(isCounted(envelope)).toBe(id === undefined || id > 0);
  });

  it.each(['91 11', '92 11 c0', '92 cd1000 80', '92 11 d40000', '91 cf001fffffffffffff'])(
    'ignores a kind that it does not know, and does not count it: %s (§2)',
    (hex) => {
      const envelope = decodeMsgpack(bytesOf(hex));
      expect(envelope).toEqual({ kind: 'unknown' });
      expect(isCounted(envelope)).toBe(false);
    },
  );

  it('sees that all of an unknown kind can be read', () => {
    expect(problemOf(() => decodeMsgpack(bytesOf('92 11 a5')))).toBe('unreadable');
  });

  it('reads a control request that it does not know, for the router to answer (§2)', () => {
    expect(decodeMsgpack(bytesOf('94 00 fd a6242f6974656d 920102'))).toEqual({ kind: 'request', id: -3, method: '$/item', params: [1, 2] });
  });

  it.each([
    { name: 'a request', hex: '94 00 01 05 c0', envelope: { kind: 'request', id: 1, method: 5 } },
    { name: 'a notification', hex: '93 02 cd0100 90', envelope: { kind: 'notify', method: 256, params: [] } },
    { name: 'an event', hex: '95 07 01 00 00 c0', envelope: { kind: 'event', room: 1, offset: 0, name: 0, data: null } },
    { name: 'an event in a list', hex: '94 08 01 01 91920300', envelope: { kind: 'events', room: 1, firstOffset: 1, events: [[3, 0]] } },
  ])('reads an index of the manifest for the name of $name (§2)', ({ hex, envelope }) => {
    expect(decodeMsgpack(bytesOf(hex))).toEqual(envelope);
  });

  it.each([
    { name: 'a request without params', hex: '93 00 01 a16d', envelope: { kind: 'request', id: 1, method: 'm' } },
    { name: 'a notification without params', hex: '92 02 a16d', envelope: { kind: 'notify', method: 'm' } },
    { name: 'meta of nil', hex: '95 00 01 a16d 80 c0', envelope: { kind: 'request', id: 1, method: 'm', params: {} } },
    { name: 'an end with an error of nil', hex: '93 04 01 c0', envelope: { kind: 'end', id: 1 } },
    {
      name: 'an event with a publisher of nil',
      hex: '96 07 01 00 a165 00 c0',
      envelope: { kind: 'event', room: 1, offset: 0, name: 'e', data: 0 },
    },
    {
      name: 'an error without a result behind it',
      hex: '93 01 01 82a4636f646501a76d657373616765a0',
      envelope: { kind: 'response', id: 1, error: { code: 1, message: '' } },
    },
  ])('reads $name as if it were absent (§2)', ({ hex, envelope }) => {
    expect(decodeMsgpack(bytesOf(hex))).toEqual(envelope);
  });

  it.each(EVERY_ENVELOPE)('ignores what later versions put behind $name (§2)', ({ envelope, msgpack }) => {
    const [first = 0, ...rest] = bytesOf(msgpack);
    const absent = { request: 5, notify: 4, response: 4, end: 3, event: 6 };
    const missing = Object.entries(absent).find(([kind]) => kind === envelope.kind)?.[1] ?? first - 0x90;
    const nils = Array(missing - (first - 0x90)).fill(0xc0);
    // An array of 16 bits, the members, nil for absent ones, and three of which none is plain data.
    const message = Uint8Array.from([0xdc, 0, missing + 3, ...rest, ...nils, 0xd4, 0, 0, 0x81, 1, 2, 0xa1, 0xff]);
    expect(decodeMsgpack(message)).toEqual(envelope);
  });

  it.each([
    { kind: 'an item', hex: `93 03 01 ${nestedHex(64)}`, content: { item: nested(64) } },
    { kind: 'events', hex: `94 08 01 01 9192a165${nestedHex(64)}`, content: { events: [['e', nested(64)]] } },
    { kind: 'presence', hex: `94 0b 01 c3 9192a170${nestedHex(64)}`, content: { changes: [['p', nested(64)]] } },
    {
      kind: 'an error',
      hex: `93 01 01 83a4636f646501a76d657373616765a0a464617461${nestedHex(64)}`,
      content: { error: { code: 1, message: '', data: nested(64) } },
    },
    { kind: 'a request', hex: `94 00 01 a16d ${nestedHex(64)}`, content: { params: nested(64) } },
  ])('reads what nests 64 deep in $kind (§10)', ({ hex, content }) => {
    expect(decodeMsgpack(bytesOf(hex))).toMatchObject(content);
  });

  it.each([
    { name: 'too deep and cut', hex: `94 00 01 a16d ${'91'.repeat(1e6)}` },
    { name: 'an array of four billion', hex: '94 00 01 a16d ddffffffff' },
    { name: 'four billion members', hex: 'ddffffffff 00 01 a16d 80' },
    { name: 'a map of four billion', hex: '94 00 01 a16d dfffffffff' },
    { name: 'a text of four billion', hex: '94 00 01 a16d 91dbffffffff' },
    { name: 'binary of four billion', hex: '94 00 01 a16d 91c6ffffffff' },
    { name: 'an extension of four billion', hex: '94 00 01 a16d 91c9ffffffff00' },
    { name: 'arrays of four billion, one in the other', hex: `94 00 01 a16d ${'ddffffffff'.repeat(200_000)}` },
    { name: 'maps of four billion, one in the other', hex: `94 00 01 a16d ${'dfffffffffa161'.repeat(150_000)}` },
    { name: 'maps of four billion as keys', hex: `94 00 01 a16d ${'dfffffffff'.repeat(200_000)}` },
  ])('reads no further than the message goes: $name', ({ hex }) => {
    expect(problemOf(() => decodeMsgpack(bytesOf(hex)))).toBe('unreadable');
  });

  it.each(['cf0000000100000000', 'd30000000100000000', 'cb41f0000000000000'])(
    'reads an integer in whatever form it is written: %s',
    (hex) => {
      expect(decodeMsgpack(bytesOf(`92 0d ${hex}`))).toEqual({ kind: 'ack', received: 2 ** 32 });
    },
  );

  it.each([
    { where: 'alone', header: '95', behind: '' },
    { where: 'beside what is no plain data', header: '96', behind: 'd40000' },
    { where: 'before members of later versions', header: '97', behind: '01 02' },
  ])('keeps the byte order marks of long texts $where', ({ header, behind }) => {
    const [epoch, payload] = ['61', '62'].map((letter) => `d94a efbbbf${letter.repeat(71)}`);
    expect(decodeMsgpack(bytesOf(`${header} 09 01 ${epoch} 05 91 ${payload} ${behind}`))).toEqual({
      ...{ kind: 'snapshot', room: 1, offset: 5 },
      ...{ epoch: `\ufeff${'a'.repeat(71)}`, data: [`\ufeff${'b'.repeat(71)}`] },
    });
  });

  it.each([
    { name: 'an extension that nobody knows', hex: 'd40500' },
    { name: 'a record that is not defined', hex: 'd5724001' },
    { name: 'what nests a million deep', hex: nestedHex(1e6) },
  ])('ignores $name behind the members that it knows, and finds it bad in their place', ({ hex }) => {
    expect(decodeMsgpack(bytesOf(`97 07 01 00 a165 05 a170 ${hex}`))).toMatchObject({ kind: 'event', data: 5, publisher: 'p' });
    expect(problemOf(() => decodeMsgpack(bytesOf(`95 07 01 00 a165 ${hex}`)))).toBe('bad-content');
    expect(problemOf(() => decodeMsgpack(bytesOf(`94 00 ${hex} a16d c0`)))).toBe('bad-id');
    expect(problemOf(() => decodeMsgpack(bytesOf(`93 ${hex} 01 c0`)))).toBe('unknown-kind');
    expect(decodeMsgpack(bytesOf(`94 00 01 ${hex} c0`))).toMatchObject({ kind: 'refused', id: 1 });
  });

  it('leaves the message as it is', () => {
    const message = bytesOf('93 03 07 c403010203');
    decodeMsgpack(message);
    expect(Reflect.ownKeys(message)).toEqual(Reflect.ownKeys(bytesOf('93 03 07 c403010203')));
  });

  it('keeps a text of 1 MiB', () => {
    const message = Uint8Array.from([...bytesOf('94 01 01 c0 db00100000'), ...new Uint8Array(2 ** 20).fill(0x61)]);
    expect(decodeMsgpack(message)).toEqual({ kind: 'response', id: 1, result: 'a'.repeat(2 ** 20) });
  });

  it('takes the last of keys that stand twice', () => {
    expect(decodeMsgpack(bytesOf('93 03 01 82a16101a16102'))).toEqual({ kind: 'item', id: 1, item: { a: 2 } });
  });

  it('cannot be made to change a prototype', () => {
    decodeMsgpack(bytesOf('94 00 01 a16d 81a95f5f70726f746f5f5f81a8706f6c6c7574656401'));
    expect('polluted' in {}).toBe(false);
  });
});
