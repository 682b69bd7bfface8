type Options = Readonly<Record<string, unknown>>;

/** The parts of a tsconfig.json that are rewritten; all others stay. */
export interface Tsconfig {
  readonly extends?: string;
  readonly compilerOptions?: Options;
  readonly references?: readonly { readonly path: string }[];
}

/** What only `tsc --build` over many projects needs. */
const FOR_BUILD_MODE: ReadonlySet<string> = new Set(['composite', 'declaration', 'emitDeclarationOnly', 'outDir', 'rootDir']);

/**
 * Makes a tsconfig.json that stands alone of one that extends the workspace's.
 *
 * One that has `references` only lists them. One that `isReferenced` is still one of many; any other checks types and writes nothing.
 */
export function standaloneTsconfig(tsconfig: Tsconfig, workspace: Options, isReferenced: boolean): Tsconfig {
  const { extends: _, compilerOptions, ...others } = tsconfig;
  if (others.references !== undefined) return others;
  const options = Object.entries({ ...workspace, ...compilerOptions });
  if (isReferenced) return { compilerOptions: Object.fromEntries(options), ...others };
  const kept = options.filter(([name]) => !FOR_BUILD_MODE.has(name));
  return { compilerOptions: { ...Object.fromEntries(kept), noEmit: true }, ...others };
}
