import { describe, expect, it } from 'vitest';
import { standaloneManifest } from '../../build/manifest.ts';

const versions = {
  catalog: { fastify: '^5.12.8', node: '^24.9.0', 'typescript-7': 'npm:typescript@7.0.2' },
  ofWorkspace: (name: string) => (name === '@trunkline/client' ? '1.2.3' : '1.0.0'),
};
const bare = { name: '@trunkline/ticker', private: true, scripts: { start: 'node server/main.ts' } };

describe('standaloneManifest', () => {
  it('gives every dependency a range of versions, and brings Node 24', () => {
    const manifest = {
      ...bare,
      dependencies: { '@trunkline/client': 'workspace:*', fastify: 'catalog:', zod: '^4.6.7' },
      devDependencies: { vite: '^8.4.0', 'typescript-7': 'catalog:', '@trunkline/protocol': 'workspace:*' },
    };
    expect(standaloneManifest(manifest, 'trunkline-ticker', versions)).toEqual({
      ...bare,
      name: 'trunkline-ticker',
      dependencies: { '@trunkline/client': '^1.2.3', fastify: '^5.12.8', node: '^24.9.0', zod: '^4.6.7' },
      devDependencies: { '@trunkline/protocol': '^1.0.0', typescript: '7.0.2', vite: '^8.4.0' },
      allowScripts: { node: true, 'msgpackr-extract': false },
    });
  });

  it('refuses what is not in the catalog', () => {
    expect(() => standaloneManifest({ ...bare, dependencies: { zod: 'catalog:' } }, 'x', versions)).toThrow('the catalog has no zod');
    expect(() => standaloneManifest(bare, 'x', { ...versions, catalog: {} })).toThrow('the catalog has no node');
  });
});
