import { build, type Metafile, type Plugin } from 'esbuild';

/** A module and all that it imports in one file, and where each part of it comes from. */
export interface Bundle {
  readonly code: Uint8Array;
  readonly parts: Metafile['outputs'][string]['inputs'];
}

/** How a bundle is made. */
export interface BundleOptions {
  /** The folder in which the module stands. */
  readonly folder: string;
  readonly isMinified?: boolean;
  readonly plugins?: Plugin[];
}

/** Bundles the text of a module as applications do for browsers. Rejects when something cannot be resolved. */
export async function bundleForBrowsers(text: string, { folder, isMinified = false, plugins = [] }: BundleOptions): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: text, resolveDir: folder },
    bundle: true,
    minify: isMinified,
    format: 'esm',
    platform: 'browser',
    conditions: ['browser'],
    target: 'es2022',
    plugins,
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const [file] = outputFiles;
  const [output] = Object.values(metafile.outputs);
  if (file === undefined || output === undefined) throw new Error('there is no bundle');
  return { code: file.contents, parts: output.inputs };
}
