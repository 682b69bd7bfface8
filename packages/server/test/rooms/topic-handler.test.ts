import { describe, expect, it } from 'vitest';
import { at, SnapshotAt } from '../../src/rooms/topic-handler.ts';

describe('at', () => {
  it('says where a snapshot stands', () => {
    const position = { epoch: 'e1', offset: 7 };
    const snapshot = at(position, { lines: 7 });
    expect(snapshot).toBeInstanceOf(SnapshotAt);
    expect({ ...snapshot }).toEqual({ position, data: { lines: 7 } });
  });
});
