import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { AnyContract } from './contract.ts';
import { proceduresOf, topicsOf } from './entries.ts';
import type { Event } from './event.ts';
import type { Procedure } from './procedure.ts';
import type { Topic } from './topic.ts';
import {
  DELIVERY_CODES,
  type Manifest,
  type ManifestEvent,
  type ManifestProcedure,
  type ManifestTopic,
  ProcedureFlag,
} from './wire-manifest.ts';

/** Length of the hash: 128 bits, so that no two contracts of one server ever share one. */
const HASH_BYTES = 16;

/**
 * Makes the manifest of a contract (protocol §4): what a client that knows only the types needs at run time.
 *
 * The section `client` is not in it: the server has the contract by value and calls its clients by name.
 */
export function manifestOf(contract: AnyContract): Manifest {
  const procedures = proceduresOf(contract).map(listProcedure);
  const topics = topicsOf(contract).map(listTopic);
  // Lists of texts and numbers only: JSON writes them in one way.
  const hash = bytesToHex(sha256(utf8ToBytes(JSON.stringify([procedures, topics]))).subarray(0, HASH_BYTES));
  return { hash, procedures, topics };
}

function listProcedure(procedure: Procedure): ManifestProcedure {
  const flags =
    (procedure.kind === 'query' ? ProcedureFlag.query : 0) |
    (procedure.item === undefined ? 0 : ProcedureFlag.items) |
    (procedure.input === undefined ? 0 : ProcedureFlag.input);
  return [procedure['~name'], flags];
}

function listTopic(topic: Topic): ManifestTopic {
  return [topic['~name'], Object.entries(topic.events).map(([name, event]) => listEvent(name, event))];
}

function listEvent(name: string, { delivery, key }: Event): ManifestEvent {
  const code = DELIVERY_CODES.indexOf(delivery);
  return key === undefined ? [name, code] : [name, code, key];
}
