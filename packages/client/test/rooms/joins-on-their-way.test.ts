import { describe, expect, it } from 'vitest';
import { JoinsOnTheirWay } from '../../src/rooms/joins-on-their-way.ts';

const seven = { connection: 1, room: 7 };

describe('JoinsOnTheirWay', () => {
  it('holds what is to be left until the last join of its topic is answered, and gives it back once', () => {
    const joins = new JoinsOnTheirWay();
    joins.begin(1, 'chat');
    joins.begin(1, 'chat');
    expect([joins.holds(seven, 'chat'), joins.holds({ ...seven }, 'chat')]).toEqual([true, true]);
    expect([[...joins.end(1, 'chat')], [...joins.end(1, 'chat')]]).toEqual([[], [seven]]);
    expect(joins.holds(seven, 'chat')).toBe(false);
    joins.begin(1, 'chat');
    expect([...joins.end(1, 'chat')]).toEqual([]);
  });

  it('holds nothing for joins over another connection, or of another topic', () => {
    const joins = new JoinsOnTheirWay();
    joins.begin(2, 'chat');
    joins.begin(1, 'news');
    expect(joins.holds(seven, 'chat')).toBe(false);
  });
});
