// The tables of docs/architecture.md, for all packages that it names; one that does not exist yet is not found and breaks no rule.

/** One permission: a package with all its entries (`protocol`) or one entry (`protocol/wire`), perhaps only below a path of the importer. */
export interface Permission {
  readonly target: string;
  readonly onlyIn?: string;
}

const all = (...targets: string[]): readonly Permission[] => targets.map((target) => ({ target }));

/** What each package may import of ours; nothing else is allowed. */
export const PERMISSIONS: Readonly<Record<string, readonly Permission[]>> = {
  core: [],
  protocol: [],
  broker: [],
  server: all('protocol', 'broker'),
  fastify: all('core', 'protocol', 'broker', 'server', 'client'),
  client: [
    { target: 'protocol/wire' },
    { target: 'protocol/msgpack', onlyIn: 'src/msgpack' },
    { target: 'core', onlyIn: 'src/node' },
    // Its tests have a server at the other end, and contracts.
    ...['protocol', 'core'].map((target) => ({ target, onlyIn: 'test' })),
  ],
  'broker-redis': all('broker'),
  'broker-nats': all('broker'),
  // Its tests have a server at the other end, and contracts.
  yjs: [...all('client'), ...['fastify', 'protocol'].map((target) => ({ target, onlyIn: 'test' }))],
  // What its templates import; the program itself imports none of ours.
  'create-trunkline': ['fastify', 'client', 'protocol'].map((target) => ({ target, onlyIn: 'templates' })),
};

/** What the tests of every package may import besides; no package depends on it. */
export const TEST_PERMISSIONS: readonly Permission[] = [{ target: 'test-kit', onlyIn: 'test' }];

/** What every app may import of ours. */
export const APP_PERMISSIONS = all('fastify', 'client', 'protocol', 'yjs');

/** The folders of a package's `src`, low → high: a file imports from its own folder or from a lower floor. */
export const FLOORS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  core: [['vocabulary'], ['bytes'], ['handshake', 'frames'], ['messages'], ['connection'], ['node']],
  protocol: [['envelope'], ['contract', 'codec', 'rooms', 'reconnect', 'streams'], ['validation', 'session'], ['callers']],
  broker: [['position'], ['log'], ['broker'], ['memory'], ['suite']],
  server: [['link'], ['peer'], ['calls', 'rooms'], ['hub']],
  fastify: [['upgrades', 'links'], ['routes'], ['plugin']],
  client: [['transport', 'checks'], ['connector', 'rooms', 'calls'], ['client'], ['browser', 'node']],
  yjs: [['room'], ['updates', 'awareness'], ['provider']],
};

/** The folders of a package's `src` that may touch the outside; `everywhere` for a package that is a shell as a whole. */
export interface Outside {
  readonly nodeModules: 'everywhere' | readonly string[];
  readonly globals: 'everywhere' | readonly string[];
}

const SHELL: Outside = { nodeModules: 'everywhere', globals: 'everywhere' };

/** Who may touch the outside. A package that is not named may not at all. */
export const OUTSIDE: Readonly<Record<string, Outside>> = {
  core: { nodeModules: ['node'], globals: ['node'] },
  client: { nodeModules: ['node'], globals: ['node', 'browser'] },
  fastify: SHELL,
  yjs: { nodeModules: [], globals: ['provider'] },
  'broker-redis': SHELL,
  'broker-nats': SHELL,
  'create-trunkline': SHELL,
};

/** Packages whose manifest names nothing to install at run time. */
export const WITHOUT_DEPENDENCIES: readonly string[] = ['core'];

/** The packages that an entry loads at run time; none where it is not named. A browser's bundle has what its entries load. */
export const LOADS: Readonly<Record<string, readonly string[]>> = {
  '@trunkline/broker/suite': ['vitest'],
  // Node's conditions; a browser's bundle has no engine.
  '@trunkline/client': ['@trunkline/core', '@trunkline/protocol'],
  '@trunkline/client/msgpack': ['@trunkline/protocol'],
  '@trunkline/client/platform': ['@trunkline/protocol'],
  '@trunkline/fastify': [
    '@fastify/error',
    '@trunkline/broker',
    '@trunkline/client',
    '@trunkline/core',
    '@trunkline/protocol',
    '@trunkline/server',
    'fastify-plugin',
  ],
  '@trunkline/protocol': ['@noble/hashes', 'canonicalize', 'typebox'],
  '@trunkline/protocol/msgpack': ['msgpackr'],
  '@trunkline/server': ['@trunkline/broker', '@trunkline/protocol'],
  '@trunkline/yjs': ['lib0', 'y-protocols', 'yjs'],
};

/** The scripts that every package has, because `check` calls them. */
export const PACKAGE_SCRIPTS: readonly string[] = ['build', 'publint', 'attw'];

/** The top level of the repository, dotfiles and `node_modules` apart. */
export const TOP_LEVEL: readonly string[] = [
  ...['apps', 'docs', 'packages', 'test'],
  ...['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', 'tsconfig.base.json'],
  ...['biome.json', 'knip.json', 'tsconfig.json', 'vitest.config.ts'],
  ...['CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md', 'SECURITY.md'],
];
