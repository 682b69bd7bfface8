import type { Modules } from '../modules.ts';

/** The packages as they are published. */
export async function loadPublished(): Promise<Modules> {
  const wire = await import('@trunkline/protocol/wire');
  const { msgpackCodec } = await import('@trunkline/protocol/msgpack');
  const server = await import('@trunkline/server');
  const client = await import('@trunkline/client/platform');
  return { wire, codecs: [wire.jsonCodec, msgpackCodec], server, client };
}
