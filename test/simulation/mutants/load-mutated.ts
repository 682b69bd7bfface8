import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Codec } from '@trunkline/protocol/wire';
import { REPOSITORY } from '../../support/repository.ts';
import type { ClientPackage, Modules, Server, Wire } from '../modules.ts';
import { loadPublished } from '../runs/load-modules.ts';
import { type Mutant, mutate } from './mutant.ts';

const PACKAGES = `${pathToFileURL(REPOSITORY).href}/packages/`;

/**
 * Loads the sources of one package with a fault in them; the others are as they are published. The files stay as they are: the text is
 * changed on its way into this thread, which can do that once.
 *
 * @throws {RangeError} when the mutant does not fit the sources any more.
 */
export async function loadMutated({ name, package: mutated, edits }: Mutant): Promise<Modules> {
  const sources = `${PACKAGES}${mutated}/src/`;
  const left = new Set(edits.map(({ file }) => `${sources}${file}`));
  const hooks = registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!left.delete(url)) return loaded;
      const source = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source ?? undefined);
      const own = edits.filter(({ file }) => `${sources}${file}` === url);
      return { ...loaded, source: mutate(source, own, name) };
    },
  });
  const modules = await LOADERS[mutated](sources);
  hooks.deregister();
  if (left.size > 0) throw new RangeError(`mutant "${name}": nobody loads ${[...left].join(', ')}`);
  return modules;
}

/** The clients' protocol; the servers keep theirs. */
async function loadProtocol(sources: string): Promise<Modules> {
  const wire: Wire = await import(`${sources}wire.ts`);
  const { msgpackCodec }: { readonly msgpackCodec: Codec } = await import(`${sources}msgpack.ts`);
  return { ...(await loadPublished()), wire, codecs: [wire.jsonCodec, msgpackCodec], client: undefined };
}

async function loadServer(sources: string): Promise<Modules> {
  const server: Server = await import(`${sources}index.ts`);
  return { ...(await loadPublished()), server };
}

async function loadClient(sources: string): Promise<Modules> {
  const client: ClientPackage = await import(`${sources}platform.ts`);
  return { ...(await loadPublished()), client };
}

const LOADERS = { protocol: loadProtocol, server: loadServer, client: loadClient };
