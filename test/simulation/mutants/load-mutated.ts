import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Codec } from '@trunkline/protocol/wire';
import { REPOSITORY } from '../../support/repository.ts';
import type { ProtocolModules, Wire } from '../modules.ts';
import { type Mutant, mutate } from './mutant.ts';

const SOURCES = `${pathToFileURL(REPOSITORY).href}/packages/protocol/src/`;

/**
 * Loads the sources of the protocol package with a fault in them. The files stay as they are: the text is changed on its way into
 * this thread, which can do that once.
 *
 * @throws {RangeError} when the mutant does not fit the sources any more.
 */
export async function loadMutated({ name, edits }: Mutant): Promise<ProtocolModules> {
  const left = new Set(edits.map(({ file }) => `${SOURCES}${file}`));
  const hooks = registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!left.delete(url)) return loaded;
      const source = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source ?? undefined);
      const own = edits.filter(({ file }) => `${SOURCES}${file}` === url);
      return { ...loaded, source: mutate(source, own, name) };
    },
  });
  const wire: Wire = await import(`${SOURCES}wire.ts`);
  const { msgpackCodec }: { readonly msgpackCodec: Codec } = await import(`${SOURCES}msgpack.ts`);
  hooks.deregister();
  if (left.size > 0) throw new RangeError(`mutant "${name}": nobody loads ${[...left].join(', ')}`);
  return { wire, codecs: [wire.jsonCodec, msgpackCodec] };
}
