import type { Codec } from '@trunkline/protocol/wire';

/** The entry with the machines. */
export type Wire = typeof import('@trunkline/protocol/wire');

/** The package of servers without sockets. */
export type Server = typeof import('@trunkline/server');

/** The package of clients, on whatever platform. */
export type ClientPackage = typeof import('@trunkline/client/platform');

/** What a world is made from: the published packages, or a copy of one with a fault in it. */
export interface Modules {
  readonly wire: Wire;
  readonly codecs: readonly Codec[];
  readonly server: Server;
  /** `undefined` where its protocol would be another one than that of {@link wire}: then there are no published clients. */
  readonly client: ClientPackage | undefined;
}
