import { describe, expect, it } from 'vitest';
import { packageNameOf } from '../src/package-name.ts';

describe('packageNameOf', () => {
  it.each([
    ['/home/ann/ticker', 'ticker'],
    ['/home/ann/My App!', 'my-app'],
    ['/home/ann/Größe', 'gro-e'],
    ['/home/ann/_draft.2', 'draft.2'],
    ['/home/ann/.hidden', 'hidden'],
    ['/home/ann/日本', 'trunkline-app'],
    ['/home/ann/node_modules', 'trunkline-app'],
    ['/home/ann/favicon.ico', 'trunkline-app'],
    ['/', 'trunkline-app'],
    [`/${'a'.repeat(213)}-b`, 'a'.repeat(213)],
  ])('names the application in %s %s', (folder, name) => {
    expect(packageNameOf(folder)).toBe(name);
  });
});
