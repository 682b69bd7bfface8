import { describe, expect, it } from 'vitest';
import { missingFeatures } from './features.ts';

describe('missingFeatures', () => {
  it('names what did not happen', () => {
    const everything = Object.fromEntries(missingFeatures({}).map((feature) => [feature, 1]));
    expect(missingFeatures(everything)).toEqual([]);
    expect(missingFeatures({ ...everything, resumed: 0 })).toEqual(['resumed']);
  });
});
