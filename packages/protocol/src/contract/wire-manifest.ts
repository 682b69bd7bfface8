import { EnvelopeError } from '../envelope/envelope-error.ts';
import { readCount, readList, readMembers, readText } from '../envelope/member.ts';

/** Deliveries in the order of their codes in a manifest. */
export const DELIVERY_CODES = ['log', 'latest', 'ephemeral'] as const;

/** What the flags of a procedure in a manifest mean, as bits. */
export const ProcedureFlag = { query: 1, items: 2, input: 4 } as const;

/** A procedure in a manifest; its place in the list is its index. */
export type ManifestProcedure = readonly [name: string, flags: number];

/** An event in a manifest; its place in the list of its topic is its index. `key`: the property that tells `latest` values apart. */
export type ManifestEvent = readonly [name: string, delivery: number, key?: string];

/** A topic in a manifest. */
export type ManifestTopic = readonly [name: string, events: readonly ManifestEvent[]];

/** What a client that knows only the types of a contract needs at run time, as the server's hello tells it (protocol §4). */
export interface Manifest {
  /** Opaque; determines all of the manifest, order included. */
  readonly hash: string;
  readonly procedures: readonly ManifestProcedure[];
  readonly topics: readonly ManifestTopic[];
}

/** A procedure as a client looks it up. */
export interface ListedProcedure {
  readonly name: string;
  readonly index: number;
  readonly isQuery: boolean;
  readonly hasItems: boolean;
  readonly hasInput: boolean;
}

/** An event as a client looks it up. */
export interface ListedEvent {
  readonly name: string;
  readonly index: number;
  readonly delivery: (typeof DELIVERY_CODES)[number];
  readonly key: string | undefined;
}

/** A topic as a client looks it up. */
export interface ListedTopic {
  readonly name: string;
  /** In the order of their indexes. */
  readonly events: ReadonlyMap<string, ListedEvent>;
}

/** A manifest with its look-ups; both maps are in the order of the indexes. */
export interface ManifestIndex {
  readonly hash: string;
  readonly procedures: ReadonlyMap<string, ListedProcedure>;
  readonly topics: ReadonlyMap<string, ListedTopic>;
}

/**
 * Reads a manifest that came from the wire or out of a cache. Flags and further members that it does not know are ignored.
 *
 * @throws {EnvelopeError} `bad-member` when it has not the shape of one, or a name is listed twice.
 */
export function readManifest(value: unknown): ManifestIndex {
  const { hash, procedures, topics } = readMembers(value);
  return { hash: readText(hash), procedures: index(procedures, readProcedure), topics: index(topics, readTopic) };
}

function readProcedure([nameMember, flags]: readonly unknown[], at: number): ListedProcedure {
  const bits = readCount(flags);
  return {
    name: readText(nameMember),
    index: at,
    isQuery: (bits & ProcedureFlag.query) !== 0,
    hasItems: (bits & ProcedureFlag.items) !== 0,
    hasInput: (bits & ProcedureFlag.input) !== 0,
  };
}

function readTopic([nameMember, events]: readonly unknown[]): ListedTopic {
  return { name: readText(nameMember), events: index(events, readEvent) };
}

function readEvent([nameMember, code, key]: readonly unknown[], at: number): ListedEvent {
  const delivery = typeof code === 'number' ? DELIVERY_CODES[code] : undefined;
  if (delivery === undefined) throw new EnvelopeError('bad-member');
  return { name: readText(nameMember), index: at, delivery, key: key === undefined ? undefined : readText(key) };
}

function index<Entry extends { readonly name: string }>(
  list: unknown,
  read: (members: readonly unknown[], at: number) => Entry,
): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  readList(list).forEach((members, at) => {
    const entry = read(readList(members), at);
    if (entries.has(entry.name)) throw new EnvelopeError('bad-member');
    entries.set(entry.name, entry);
  });
  return entries;
}
