import { describe, expect, it } from 'vitest';
import type { TupleEnvelope } from '../../src/codec/tuple-kind.ts';
import { Content, ErrorMember, type Member, membersOf } from '../../src/codec/tuple-members.ts';

const error = { code: 1, message: 'm' };

const examples: readonly { readonly envelope: TupleEnvelope; readonly members: readonly Member[] }[] = [
  { envelope: { kind: 'item', id: 1, item: 'a' }, members: [1, new Content('a')] },
  { envelope: { kind: 'end', id: 1 }, members: [1] },
  { envelope: { kind: 'end', id: 1, error }, members: [1, new ErrorMember(error)] },
  { envelope: { kind: 'credit', id: 1, count: 2 }, members: [1, 2] },
  { envelope: { kind: 'cancel', id: 1 }, members: [1] },
  { envelope: { kind: 'event', room: 1, offset: 2, name: 'e', data: 3 }, members: [1, 2, 'e', new Content(3)] },
  { envelope: { kind: 'event', room: 1, offset: 2, name: 4, data: 3, publisher: 'p' }, members: [1, 2, 4, new Content(3), 'p'] },
  {
    envelope: {
      kind: 'events',
      room: 1,
      firstOffset: 2,
      events: [
        ['e', 3, 'p'],
        ['f', undefined],
      ],
    },
    members: [
      1,
      2,
      [
        ['e', new Content(3), 'p'],
        ['f', new Content(undefined)],
      ],
    ],
  },
  { envelope: { kind: 'snapshot', room: 1, epoch: 'x', offset: 2, data: 3 }, members: [1, 'x', 2, new Content(3)] },
  { envelope: { kind: 'gap', room: 1, epoch: 'x', offset: 2, reason: 'slow' }, members: [1, 'x', 2, 'slow'] },
  {
    envelope: { kind: 'presence', room: 1, full: true, changes: [['p', 3], ['q', undefined], ['r']] },
    members: [1, true, [['p', new Content(3)], ['q', new Content(undefined)], ['r']]],
  },
  { envelope: { kind: 'revoked', room: 1, error }, members: [1, new ErrorMember(error)] },
  { envelope: { kind: 'ack', received: 1 }, members: [1] },
  { envelope: { kind: 'ping', n: 1 }, members: [1] },
  { envelope: { kind: 'pong', n: 1 }, members: [1] },
  { envelope: { kind: 'drain', withinMs: 1, reason: 'r' }, members: [1, 'r'] },
];

describe('membersOf', () => {
  it.each(examples)('lists the members of $envelope.kind in the order of §2', ({ envelope, members }) => {
    expect(membersOf(envelope)).toEqual(members);
  });
});
