import { describe, expect, it } from 'vitest';
import { Choice } from '../../web/choice.ts';

describe('Choice', () => {
  it('tells everybody who follows each other value, and nobody the same again', () => {
    const choice = new Choice('a');
    const told: string[] = [];
    choice.follow((value) => told.push(`one ${value}`));
    choice.follow((value) => told.push(`two ${value}`));
    for (const value of ['a', 'b', 'b', 'a']) choice.choose(value);
    expect(told).toEqual(['one b', 'two b', 'one a', 'two a']);
    expect(choice.value).toBe('a');
  });
});
