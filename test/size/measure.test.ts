import { describe, expect, it } from 'vitest';
import { JSON_CLIENT } from './entries.ts';
import { measureShares, measureSize } from './measure.ts';

describe('measureSize', () => {
  it('counts the bytes of the minified bundle, and of that compressed', async () => {
    expect(await measureSize({ name: 'a text', text: `export const text = '${'a'.repeat(1000)}'; // and a comment` })).toEqual({
      name: 'a text',
      minified: 1028,
      gzipped: expect.closeTo(56, -1), // of another zlib a little more or less
    });
  });

  it('refuses what does not exist', async () => {
    await expect(measureSize({ name: 'nothing', text: "export { nothing } from '@trunkline/client';" })).rejects.toThrow(
      'No matching export',
    );
  });
});

describe('measureShares', () => {
  it('adds up to the bundle, the largest share first, and knows where everything comes from', async () => {
    const shares = await measureShares(JSON_CLIENT);
    const sizes = shares.map(({ minified }) => minified);
    expect(sizes).toEqual([...sizes].sort((one, other) => other - one));
    expect(shares.map(({ folder }) => folder).filter((folder) => !/^(client|protocol)\/[a-z]+$/.test(folder))).toEqual([]);
    expect(shares.map(({ folder }) => folder)).toEqual(expect.arrayContaining(['protocol/session', 'protocol/codec', 'client/rooms']));
  });
});
