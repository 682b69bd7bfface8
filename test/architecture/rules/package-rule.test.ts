import { describe, expect, it } from 'vitest';
import { manifestViolations, packageViolations } from './package-rule.ts';

describe('packageViolations', () => {
  it.each([
    ['packages/server/src/hub/hub.ts', '@trunkline/broker'],
    ['packages/fastify/src/plugin/plugin.ts', '@trunkline/core/node'],
    ['packages/client/src/client/client.ts', '@trunkline/protocol/wire'],
    ['packages/client/src/msgpack.ts', '@trunkline/protocol/msgpack'],
    ['packages/client/src/node/dial.ts', '@trunkline/core/node'],
    ['packages/core/test/bytes/mask.test.ts', '../../src/bytes/mask.ts'],
    ['packages/yjs/src/provider.ts', 'yjs'],
    ['apps/ticker/main.ts', '@trunkline/fastify'],
    ['test/interop/echo.test.ts', '@trunkline/core/node'],
    ['test/interop/echo.test.ts', '../support/files.ts'],
    ['packages/core/test/node/socket.test.ts', '@trunkline/test-kit/wait-for'],
  ])('lets %s import %s', (path, specifier) => {
    expect(packageViolations({ path, text: `import '${specifier}';` })).toEqual([]);
  });

  it.each([
    ['packages/core/src/index.ts', '@trunkline/protocol'],
    ['packages/server/src/hub/hub.ts', '@trunkline/core'],
    ['packages/client/src/client/client.ts', '@trunkline/protocol'],
    ['packages/client/src/client/client.ts', '@trunkline/protocol/msgpack'],
    ['packages/client/src/browser/dial.ts', '@trunkline/core'],
    ['packages/unheard-of/src/index.ts', '@trunkline/core'],
    ['packages/server/src/hub/hub.ts', '../../../broker/src/log/log.ts'],
    ['packages/server/test/hub/hub.test.ts', '../../../broker/test/log/log.test.ts'],
    ['packages/core/src/bytes/mask.ts', '../../test/bytes/mask.test.ts'],
    ['packages/core/src/node/socket.ts', '@trunkline/test-kit/wait-for'],
    ['packages/core/test/node/socket.test.ts', '../../../../test/kit/wait-for.ts'],
    ['apps/ticker/main.ts', '@trunkline/server'],
    ['apps/ticker/main.ts', '../editor/main.ts'],
    ['test/interop/echo.test.ts', '../../packages/core/src/bytes/mask.ts'],
  ])('stops %s from importing %s', (path, specifier) => {
    expect(packageViolations({ path, text: `export * from '${specifier}';` })).toEqual([`${path} may not import ${specifier}`]);
  });

  it('sees dynamic imports and type imports, and no imports in comments or strings', () => {
    const text = `
      // import '@trunkline/broker';
      const text = "import '@trunkline/broker'";
      type Hub = import('@trunkline/server').Hub;
      import type { Contract } from '@trunkline/protocol';
      await import('@trunkline/client');`;
    expect(packageViolations({ path: 'packages/core/src/index.ts', text })).toHaveLength(3);
  });
});

describe('manifestViolations', () => {
  const manifest = (dependencies: object) => JSON.stringify({ dependencies });

  it('allows what the tables allow', () => {
    const text = manifest({ '@trunkline/broker': 'workspace:*', redis: '^6.0.0' });
    expect(manifestViolations({ path: 'packages/broker-redis/package.json', text })).toEqual([]);
  });

  it('stops a dependency on a package of ours that the table does not name', () => {
    const text = manifest({ '@trunkline/core': 'workspace:*' });
    expect(manifestViolations({ path: 'packages/server/package.json', text })).toHaveLength(1);
  });

  it('stops a dependency on what tests share', () => {
    const text = manifest({ '@trunkline/test-kit': 'workspace:*' });
    expect(manifestViolations({ path: 'packages/fastify/package.json', text })).toHaveLength(1);
  });

  it('stops any dependency of a package that has none', () => {
    expect(manifestViolations({ path: 'packages/core/package.json', text: manifest({ ws: '^8.0.0' }) })).toHaveLength(1);
  });
});
