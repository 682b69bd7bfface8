import type { Codec } from '@trunkline/protocol/wire';

/** The entry with the machines. */
export type Wire = typeof import('@trunkline/protocol/wire');

/** What a world is made from: the published package, or a copy of it with a fault in it. */
export interface ProtocolModules {
  readonly wire: Wire;
  readonly codecs: readonly Codec[];
}
