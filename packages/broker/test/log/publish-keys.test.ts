import { describe, expect, it } from 'vitest';
import { PUBLISH_KEY_MS, PUBLISH_KEYS_PER_PRINCIPAL, PUBLISH_KEYS_PER_ROOM, PublishKeys } from '../../src/log/publish-keys.ts';

const ann = (key: number) => ({ principal: 'ann', key: `${key}` });

describe('PublishKeys', () => {
  it('finds what was remembered, by principal and key', () => {
    const keys = new PublishKeys();
    keys.remember(ann(1), 7, 0);
    keys.remember({ principal: null, key: '1' }, 8, 0);
    expect([
      keys.find(ann(1), 0),
      keys.find({ principal: null, key: '1' }, 0),
      keys.find(ann(2), 0),
      keys.find({ principal: 'bo', key: '1' }, 0),
    ]).toEqual([7, 8, undefined, undefined]);
  });

  it('forgets after two minutes', () => {
    const keys = new PublishKeys();
    keys.remember(ann(1), 7, 0);
    keys.remember(ann(2), 8, 1);
    expect(keys.find(ann(1), PUBLISH_KEY_MS - 1)).toBe(7);
    expect([keys.find(ann(1), PUBLISH_KEY_MS), keys.find(ann(2), PUBLISH_KEY_MS), keys.size]).toEqual([undefined, 8, 1]);
  });

  it('forgets the oldest of a principal past 1,000, and nobody else’s', () => {
    const keys = new PublishKeys();
    keys.remember({ principal: 'bo', key: '0' }, 1, 0);
    for (let key = 0; key <= PUBLISH_KEYS_PER_PRINCIPAL; key += 1) keys.remember(ann(key), key, 0);
    expect([keys.find(ann(0), 0), keys.find(ann(1), 0), keys.find({ principal: 'bo', key: '0' }, 0)]).toEqual([undefined, 1, 1]);
  });

  it('takes the memory of its texts, and of what is around them', () => {
    const keys = new PublishKeys();
    keys.remember({ principal: 'ann', key: '12' }, 1, 0);
    keys.remember({ principal: null, key: '12' }, 1, 0);
    const footprints = [keys.footprint];
    for (let key = 0; key < 3; key += 1) {
      keys.forgetOldest();
      footprints.push(keys.footprint);
    }
    expect(footprints).toEqual([2 * 384 + 10 + 4, 384 + 4, 0, 0]);
  });

  it('forgets the oldest of the room past 50,000', () => {
    const keys = new PublishKeys();
    for (let at = 0; at <= PUBLISH_KEYS_PER_ROOM; at += 1) keys.remember({ principal: `p${at}`, key: 'k' }, at, 0);
    expect([keys.size, keys.find({ principal: 'p0', key: 'k' }, 0), keys.find({ principal: 'p1', key: 'k' }, 0)]).toEqual([
      PUBLISH_KEYS_PER_ROOM,
      undefined,
      1,
    ]);
  });
});
