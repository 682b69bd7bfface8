import { describe, expect, it } from 'vitest';
import { RoomCursor } from '../../src/rooms/room-cursor.ts';

function cursorAt(epoch: string, offset: number): RoomCursor {
  const cursor = new RoomCursor();
  cursor.moveTo({ epoch, offset });
  return cursor;
}

describe('RoomCursor', () => {
  it('is nowhere at first', () => {
    expect(new RoomCursor().position).toEqual({ epoch: '', offset: 0 });
  });

  it.each([
    [0, 'deliver', 5],
    [1, 'drop', 5],
    [5, 'drop', 5],
    [6, 'deliver', 6],
    [7, 'hole', 5],
    [Number.MAX_SAFE_INTEGER, 'hole', 5],
  ])('at 5 judges %i: %s, and stands at %i', (offset, verdict, after) => {
    const cursor = cursorAt('e', 5);
    expect(cursor.judge(offset)).toBe(verdict);
    expect(cursor.position).toEqual({ epoch: 'e', offset: after });
  });

  it('is moved to another epoch, and back, by order only', () => {
    const cursor = cursorAt('e', 5);
    cursor.moveTo({ epoch: 'f', offset: 2 });
    expect({ epoch: cursor.epoch, offset: cursor.offset }).toEqual({ epoch: 'f', offset: 2 });
    expect([3, 3, 2].map((offset) => cursor.judge(offset))).toEqual(['deliver', 'drop', 'drop']);
    expect(cursor.position).toEqual({ epoch: 'f', offset: 3 });
  });
});
