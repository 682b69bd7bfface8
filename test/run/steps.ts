/** One thing that `npm test` runs. */
export interface Step {
  /** What it does, in plain words; printed as it starts. */
  readonly words: string;
  readonly command: readonly string[];
  /** Who counts: the report of that kind, or, without one, the step itself as one. */
  readonly report?: 'vitest' | 'totals';
}

const ARCHITECTURE = 'test/architecture';
/** Installs, builds and starts whole applications, whose own tests wait for a market: not beside everything else. */
const CREATE = 'test/create';

const inEveryPackage = (script: string) => [
  'pnpm',
  '--recursive',
  '--filter',
  './packages/*',
  '--no-bail',
  '--workspace-concurrency=1',
  'run',
  script,
];

/** What `pnpm check` runs. Building comes first: `test/` is type-checked against the built packages, and visits the built apps. */
export const CHECK_STEPS: readonly Step[] = [
  { words: 'build every package and app', command: ['pnpm', 'run', 'build'] },
  { words: 'lint and formatting', command: ['biome', 'check', '--error-on-warnings', '.'] },
  // By path: `.bin/tsc` may belong to TypeScript 6, which tsup needs.
  { words: 'types', command: ['node', 'node_modules/typescript-7/bin/tsc', '--build', '--pretty'] },
  { words: 'dead code', command: ['knip', '--treat-config-hints-as-errors'] },
  {
    words: 'shape of the packed packages',
    command: inEveryPackage('publint'),
  },
  { words: 'types of the packed packages', command: inEveryPackage('attw') },
  { words: 'architecture', command: ['vitest', 'run', '--project', ARCHITECTURE], report: 'vitest' },
];

/** What `npm test` runs. */
export const TEST_STEPS: readonly Step[] = [
  { words: 'system programs that tests need', command: ['node', 'test/run/system-programs.ts'] },
  ...CHECK_STEPS,
  {
    words: 'unit tests of the packages, and the suites of test/',
    command: ['vitest', 'run', '--project', `!${ARCHITECTURE}`, '--project', `!${CREATE}`],
    report: 'vitest',
  },
  { words: 'applications of npm create trunkline', command: ['vitest', 'run', '--project', CREATE], report: 'vitest' },
  { words: 'conformance with RFC 6455 and RFC 7692', command: ['node', 'test/conformance/main.ts'], report: 'totals' },
  { words: 'deterministic simulation of sessions and rooms', command: ['node', 'test/simulation/main.ts'], report: 'totals' },
  { words: 'faults that the simulation has to find', command: ['node', 'test/simulation/main.ts', '--mutants'], report: 'totals' },
  { words: 'every benchmark, once and briefly', command: ['node', 'test/bench/main.ts', '--smoke'] },
];
