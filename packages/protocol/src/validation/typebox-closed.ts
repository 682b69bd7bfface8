import { IsIntersect, IsObject, IsRecord, IsUnion, type TSchema } from 'typebox';
import { copyInside, copyWith } from './typebox-copy.ts';

/**
 * A copy of a schema that refuses unknown properties at every level. What says itself which others it takes (`additionalProperties`,
 * `unevaluatedProperties`) keeps that.
 */
export function closed<S extends TSchema>(schema: S): S {
  return closedWithin(schema, true);
}

/** `alone` is false for a part of an intersection: it does not know the properties of the other parts, so only the whole can be closed. */
function closedWithin<S extends TSchema>(schema: S, alone: boolean): S {
  const partAlone = IsUnion(schema) ? alone : !IsIntersect(schema);
  const copy = copyInside(schema, (part) => closedWithin(part, partAlone));
  const keyword = IsIntersect(schema) ? 'unevaluatedProperties' : IsObject(schema) || IsRecord(schema) ? 'additionalProperties' : undefined;
  return keyword === undefined || keyword in schema || !alone ? copy : copyWith(copy, { [keyword]: false });
}
