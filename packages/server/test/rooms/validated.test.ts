import { systemError } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { given, received } from '../../src/rooms/validated.ts';

const ISSUES = [
  { path: '', message: 'must be an object' },
  { path: '/text', message: 'must be a text' },
];

describe('received', () => {
  it('gives the value, now or later', async () => {
    expect(await received({ ok: true, value: 1 }, 'message')).toBe(1);
    expect(await received(Promise.resolve({ ok: true, value: 2 } as const), 'message')).toBe(2);
  });

  it('rejects with the issues, for the client', async () => {
    await expect(received({ ok: false, issues: ISSUES }, 'the message is')).rejects.toEqual(
      systemError('InvalidParams', 'the message is not what the contract says', { issues: ISSUES }),
    );
  });
});

describe('given', () => {
  it('gives the value, now or later', async () => {
    expect(await given({ ok: true, value: 1 }, 'message')).toBe(1);
    expect(await given(Promise.resolve({ ok: true, value: 2 } as const), 'message')).toBe(2);
  });

  it('rejects with a TypeError that says what is wrong, for the programmer', async () => {
    await expect(given({ ok: false, issues: ISSUES }, 'feed post')).rejects.toEqual(
      new TypeError('feed post: feed post must be an object; /text must be a text'),
    );
  });
});
