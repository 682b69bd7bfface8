import { describe, expect, it } from 'vitest';
import { conversations, type Step } from './case.ts';
import { binary, close, ping, pong, text } from './frames.ts';
import { runCase } from './run-case.ts';
import { FORGETFUL } from './sections/deflate-terms.ts';
import { opens, refuses, fails as rejectsWith, requests, responses, switches } from './sections/requests.ts';
import { closes, echoes, expects, expectsMessage, fails, refuses as refusesCall, reports, send, subject } from './steps.ts';

const test = conversations('wrong expectations');
const hello = { kind: 'text', payload: Buffer.from('Hello') } as const;

/** Each expects something that a conforming engine does not do. */
const WRONG: readonly { readonly name: string; readonly script: readonly Step[]; readonly words: string }[] = [
  { name: 'another payload', script: [send(text('Hello')), expects(text('Hallo'))], words: 'but got 81 05 48656c6c6f' },
  { name: 'another opcode', script: [send(text('Hello')), expects(binary('Hello'))], words: 'but got 81 05' },
  { name: 'another form of the length', script: [send(text('Hello')), expects('81 7e 0005 48656c6c6f')], words: 'but got 81 05' },
  { name: 'another order', script: [send(text('1'), ping('2')), expects(pong('2'), text('1'))], words: 'but got 81 01 31' },
  { name: 'a frame less', script: [send(text('1'), text('2')), expects(text('1')), ...closes()], words: 'but got 81 01 32' },
  {
    name: 'a frame less before the end',
    script: [send(text('1'), close(1000)), { kind: 'expectEnd', first: 'subject' }],
    words: 'expected the end of TCP',
  },
  { name: 'a frame more', script: [send(close(1000)), expects(close(1000), text('more'))], words: 'TCP ended' },
  { name: 'another close code', script: [send('83 00'), ...fails(1007)], words: 'expected a close frame with 1007' },
  {
    name: 'a failure where there is none',
    script: [...echoes(text('Hello')), send(text('Hello')), ...fails(1002)],
    words: 'but got 81 05',
  },
  { name: 'another closure', script: [...closes(), reports(1001)], words: '"code":1000' },
  {
    name: 'a cut later than it comes',
    script: [subject((socket) => socket.destroy()), { kind: 'expectCut', afterMs: 5000 }],
    words: 'after 5000 ms',
  },
  { name: 'an error where there is none', script: [refusesCall('RangeError', (socket) => socket.ping('ok'))], words: 'but got nothing' },
  { name: 'no error where there is one', script: [subject((socket) => socket.close(999))], words: 'but got RangeError' },
];

describe('runCase', () => {
  it.each(WRONG.flatMap((row) => (['server', 'client'] as const).map((side) => ({ ...row, side }))))(
    'fails a $side for not having $name',
    async ({ name, script, words, side }) => {
      const row = await runCase(test(name, script), side);
      expect(row).toEqual({ side, section: 'wrong expectations', case: name, outcome: 'failed', detail: expect.stringContaining(words) });
    },
  );

  it.each(['server', 'client'] as const)('fails a %s that compresses where it is not expected', async (side) => {
    const script: Step[] = [{ kind: 'sendMessage', message: { ...hello, payload: Buffer.alloc(100, 'a') }, compress: true, fragments: 1 }];
    const expected = expectsMessage({ ...hello, payload: Buffer.alloc(100, 'a') }, false);
    const row = await runCase(test('plain', [...script, expected], FORGETFUL), side);
    expect(row.detail).toContain('expected a plain message');
  });

  it('fails a server that agrees to another extension', async () => {
    const other = { ...FORGETFUL, extension: `${FORGETFUL.extension}; server_max_window_bits=9` };
    expect(await runCase(test('smaller windows', closes(), { ...FORGETFUL, extension: 'permessage-deflate' }), 'server')).toMatchObject({
      outcome: 'failed',
    });
    expect(await runCase(test('other windows', closes(), { ...other, options: {} }), 'server')).toMatchObject({ outcome: 'failed' });
  });

  it('fails a server that refuses what should be accepted, and the other way round', async () => {
    const request = requests('wrong expectations');
    expect(await runCase(request('POST', { startLine: 'POST / HTTP/1.1' }, switches()), 'server')).toMatchObject({ outcome: 'failed' });
    expect(await runCase(request('GET', {}, refuses(400)), 'server')).toMatchObject({ outcome: 'failed' });
    expect(await runCase(request('status', { headers: { Host: undefined } }, refuses(405)), 'server')).toMatchObject({ outcome: 'failed' });
    expect(await runCase(request('headers', {}, switches({ 'x-more': 'yes' })), 'server')).toMatchObject({ outcome: 'failed' });
  });

  it('fails a client that accepts what should be refused, and the other way round', async () => {
    const response = responses('wrong expectations');
    expect(await runCase(response('101', {}, rejectsWith('network')), 'client')).toMatchObject({ outcome: 'failed' });
    expect(await runCase(response('200', { startLine: 'HTTP/1.1 200 OK' }, opens()), 'client')).toMatchObject({ outcome: 'failed' });
    expect(await runCase(response('request', { sends: { 'x-more': 'yes' } }, opens()), 'client')).toMatchObject({ outcome: 'failed' });
  });
});
