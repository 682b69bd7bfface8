import {
  createSnapshot,
  type Doc,
  decodeStateVector,
  decodeUpdate,
  encodeStateAsUpdate,
  encodeStateVectorFromUpdate,
  mergeDeleteSets,
  snapshotContainsUpdate,
} from 'yjs';

/**
 * What a document has and a state, as the server told it, has not; `undefined` where it lacks nothing.
 *
 * A state vector alone does not tell: it counts what was inserted, and nothing of what was deleted.
 *
 * @throws {Error} when the state is not one of Yjs.
 */
export function missingUpdate(doc: Doc, state: Uint8Array): Uint8Array | undefined {
  const vector = encodeStateVectorFromUpdate(state);
  const deleted = mergeDeleteSets([decodeUpdate(state).ds]);
  const update = encodeStateAsUpdate(doc, vector);
  return snapshotContainsUpdate(createSnapshot(deleted, decodeStateVector(vector)), update) ? undefined : update;
}
