import { expect, it } from 'vitest';
import { onceChecked } from '../../src/validation/once-checked.ts';

it('onceChecked goes on at once with what is there, and later with a promise', async () => {
  const answer = { ok: true, value: 7 } as const;
  const step = (checked: unknown) => [checked];
  expect(onceChecked(answer, step)).toEqual([answer]);
  const later = onceChecked(Promise.resolve(answer), step);
  expect(later).toBeInstanceOf(Promise);
  expect(await later).toEqual([answer]);
});
