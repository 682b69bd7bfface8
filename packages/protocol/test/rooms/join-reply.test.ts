import { describe, expect, it } from 'vitest';
import { EnvelopeError } from '../../src/envelope/envelope-error.ts';
import { readJoinReply } from '../../src/rooms/join-reply.ts';

const least = { room: 0, epoch: '', offset: 0, recovered: false };
const read = { ...least, snapshot: false };

describe('readJoinReply', () => {
  it('reads what every reply has', () => {
    expect(readJoinReply({ room: 7, epoch: 'e', offset: 12, recovered: true })).toEqual({
      ...{ room: 7, epoch: 'e', offset: 12, recovered: true },
      snapshot: false,
    });
  });

  it.each([
    ['that a snapshot follows', { snapshot: true }, { snapshot: true }],
    ['that none does', { snapshot: false }, { snapshot: false }],
    ['members', { members: [['p', { name: 'Ann' }]] }, { members: [['p', { name: 'Ann' }]] }],
    [
      'members without a state',
      { members: [['p'], ['q', null]] },
      {
        members: [
          ['p', undefined],
          ['q', null],
        ],
      },
    ],
    ['an empty list of members', { members: [] }, { members: [] }],
    ['a count of members', { members: 300 }, { members: 300 }],
    ['nothing of what a later version adds', { later: 5, __proto__: { members: 5 } }, {}],
  ])('reads %s', (_, given, more) => {
    expect(readJoinReply({ ...least, ...given })).toEqual({ ...read, ...more });
  });

  it.each([
    undefined,
    null,
    5,
    'joined',
    [],
    {},
    { ...least, room: -1 },
    { ...least, room: 1.5 },
    { ...least, room: '1' },
    { ...least, epoch: 5 },
    { ...least, epoch: null },
    { ...least, offset: -1 },
    { ...least, offset: 2 ** 53 },
    { ...least, offset: undefined },
    { ...least, recovered: 1 },
    { ...least, recovered: undefined },
    { ...least, members: null },
    { ...least, members: -1 },
    { ...least, members: 'all' },
    { ...least, members: {} },
    { ...least, members: ['p'] },
    { ...least, members: [[]] },
    { ...least, members: [[5, {}]] },
    Object.create(least),
  ])('refuses %j', (value) => {
    expect(() => readJoinReply(value)).toThrow(new EnvelopeError('bad-member'));
  });
});
