import type { ProtocolModules } from '../modules.ts';

/** The package as it is published. */
export async function loadPublished(): Promise<ProtocolModules> {
  const wire = await import('@trunkline/protocol/wire');
  const { msgpackCodec } = await import('@trunkline/protocol/msgpack');
  return { wire, codecs: [wire.jsonCodec, msgpackCodec] };
}
