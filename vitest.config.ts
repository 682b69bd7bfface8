import { readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** Every package, every app and every folder of test/ is a project by its path, so that none can be forgotten. */
function projectsIn(parent: string) {
  return readdirSync(new URL(parent, import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .map((entry) => `${parent}/${entry.name}`)
    .map((path) => ({
      extends: true as const,
      test: { name: path, root: path, include: ['**/*.test.ts'], exclude: ['**/{node_modules,dist}/**'] },
    }));
}

export default defineConfig({
  test: {
    projects: [...projectsIn('packages'), ...projectsIn('apps'), ...projectsIn('test')],
    retry: 0,
    // Longer than any deadline inside of a test: what a test itself waited for in vain says more than a timeout.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // What Node loads is what is tested: built packages are not transformed.
    server: { deps: { external: [/\/packages\/[^/]+\/dist\//] } },
  },
});
