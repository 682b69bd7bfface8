import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { REPOSITORY } from '../support/repository.ts';

/** The sources of the entries that a browser may load. */
const SOURCES: Readonly<Record<string, string>> = {
  '@trunkline/client': 'packages/client/src/browser/index.ts',
  '@trunkline/client/msgpack': 'packages/client/src/msgpack.ts',
  '@trunkline/protocol/msgpack': 'packages/protocol/src/msgpack.ts',
  '@trunkline/protocol/wire': 'packages/protocol/src/wire.ts',
};

/** Has a bundler take our packages from their sources, so that it can tell what comes from which file; what is built has few. */
export const fromSources: Plugin = {
  name: 'from sources',
  setup(build) {
    build.onResolve({ filter: /^@trunkline\// }, ({ path }) => {
      const source = SOURCES[path];
      return source === undefined ? undefined : { path: join(REPOSITORY, source), sideEffects: false };
    });
  },
};
