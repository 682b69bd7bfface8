import { IsObject, IsRef, type TSchema } from 'typebox';
import { copyInside, copyWith } from './typebox-copy.ts';
import { isRecursive, shapeOf } from './typebox-shape.ts';

/**
 * A recursive schema with the properties of each object in another order: plain ones first, those with parts after them.
 *
 * TypeBox checks properties in the order of declaration. In a recursive union that declares its `kind` behind its children, the children
 * would be checked again for every branch, at every depth: 2^60 checks for a message of a kilobyte.
 */
export function leavesFirst<S extends TSchema>(schema: S): S {
  return isRecursive(schema, {}) ? ordered(schema) : schema;
}

function ordered<S extends TSchema>(schema: S): S {
  const copy = copyInside(schema, ordered);
  if (!IsObject(copy)) return copy;
  const properties = Object.entries(copy.properties);
  const isLeaf = ([, property]: readonly [string, TSchema]) => !IsRef(property) && shapeOf(property, {}).kind === 'leaf';
  return copyWith(copy, {
    properties: Object.fromEntries([...properties.filter(isLeaf), ...properties.filter((property) => !isLeaf(property))]),
  });
}
