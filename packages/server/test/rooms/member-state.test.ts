import { compiledChecks, contract, topic } from '@trunkline/protocol';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { readMemberState } from '../../src/rooms/member-state.ts';
import { topicEntry } from '../../src/rooms/topic-entry.ts';
import { hallEntry } from '../support/room-world.ts';
import { slowText } from '../support/slow-schema.ts';

const { topics } = contract({
  procedures: {},
  topics: {
    text: topic({ events: {}, presence: Type.String() }),
    slow: topic({ events: {}, presence: slowText }),
    filled: topic({ events: {}, presence: Type.Object({ name: Type.String(), mood: Type.String({ default: 'fine' }) }) }),
  },
});

const NOTHING = { authorize: undefined, takeSnapshot: undefined, onPublish: undefined };

function entryOf(name: keyof typeof topics) {
  return topicEntry(topics[name], compiledChecks, NOTHING);
}

function invalid(message: string) {
  return expect.objectContaining({ name: 'InvalidParams', data: { issues: [{ path: '/state', message }] } });
}

describe('readMemberState', () => {
  it.each([[undefined], [null]])('takes %s for none where the topic has no presence', async (state) => {
    expect(await readMemberState(hallEntry('feed'), state)).toBeUndefined();
  });

  it.each([[0], [{}], ['']])('refuses %j where the topic has no presence', async (state) => {
    await expect(readMemberState(hallEntry('feed'), state)).rejects.toEqual(invalid('must be left out: the topic has no presence'));
  });

  it('reads a state as the others get it', async () => {
    expect(await readMemberState(entryOf('filled'), { name: 'ann' })).toEqual({ name: 'ann', mood: 'fine' });
    expect(await readMemberState(entryOf('slow'), 'ann')).toBe('ann!');
  });

  it.each([
    ['text', undefined],
    ['text', 7],
    ['slow', 'bad'],
  ] as const)('refuses what is no state of topic %s: %s', async (name, state) => {
    await expect(readMemberState(entryOf(name), state)).rejects.toMatchObject({ name: 'InvalidParams' });
  });

  it('takes 4 KiB and no more', async () => {
    // A text of so many bytes has three more in MessagePack.
    const longest = 'x'.repeat((4 << 10) - 3);
    expect(await readMemberState(entryOf('text'), longest)).toBe(longest);
    await expect(readMemberState(entryOf('text'), `${longest}x`)).rejects.toEqual(invalid('must have at most 4096 bytes'));
  });
});
