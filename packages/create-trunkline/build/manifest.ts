/** Where the versions of a workspace's packages come from. */
export interface Versions {
  /** pnpm's catalog: package → range. */
  readonly catalog: Readonly<Record<string, string>>;
  /** The version of a package of the workspace. */
  ofWorkspace(name: string): string;
}

type Ranges = Readonly<Record<string, string>>;

/** The parts of a package.json that are rewritten; all others stay. */
export interface Manifest {
  readonly name: string;
  readonly dependencies?: Ranges;
  readonly devDependencies?: Ranges;
  readonly allowScripts?: Readonly<Record<string, boolean>>;
}

/**
 * Whose scripts may run at the installation, of those that have any.
 *
 * The package `node` links its binary; msgpackr can do without its native add-on.
 */
export const ALLOWED_SCRIPTS: Readonly<Record<string, boolean>> = { node: true, 'msgpackr-extract': false };

/**
 * Makes a package.json that stands alone of one in the workspace: `workspace:*` and `catalog:` become ranges of versions.
 *
 * Node 24 comes along, because it runs the server's TypeScript as it is; who installs may have an older one.
 */
export function standaloneManifest(manifest: Manifest, name: string, versions: Versions): Manifest {
  const { dependencies = {}, devDependencies = {}, ...others } = manifest;
  return {
    ...others,
    name,
    dependencies: standaloneRanges({ ...dependencies, node: 'catalog:' }, versions),
    devDependencies: standaloneRanges(devDependencies, versions),
    allowScripts: ALLOWED_SCRIPTS,
  };
}

function standaloneRanges(ranges: Ranges, versions: Versions): Ranges {
  const rewritten = Object.entries(ranges).map(([name, range]) => standaloneRange(name, range, versions));
  return Object.fromEntries(rewritten.sort(([one], [other]) => (one < other ? -1 : 1)));
}

function standaloneRange(name: string, range: string, { catalog, ofWorkspace }: Versions): [string, string] {
  if (range.startsWith('workspace:')) return [name, `^${ofWorkspace(name)}`];
  const version = range === 'catalog:' ? catalog[name] : range;
  if (version === undefined) throw new Error(`the catalog has no ${name}`);
  // An alias is for the workspace, which has another version of the same package beside: `npm:typescript@7.0.2`.
  const [, original = name, aliased = version] = /^npm:(.+)@(.+)$/.exec(version) ?? [];
  return [original, aliased];
}
