import { IsLiteral, IsObject, type TSchema } from 'typebox';
import type { Definitions } from './typebox-check.ts';
import { hasProperties, shapeOf } from './typebox-shape.ts';

/** The properties of a branch of a union that have one possible value each, as `kind: 'circle'`: what tells branches apart for little. */
export type Constants = readonly (readonly [name: string, value: unknown])[];

/** Reads the constants of a branch, also where it is a reference. None when it is no object. */
export function constantsOf(branch: TSchema, definitions: Definitions): Constants {
  const shape = shapeOf(branch, definitions);
  const object = shape.kind === 'reference' ? shape.target : branch;
  if (!IsObject(object)) return [];
  return Object.entries(object.properties).flatMap(([name, property]) => (IsLiteral(property) ? [[name, property.const] as const] : []));
}

/** Tells whether a value plainly belongs to another branch. A constant that is missing says nothing: a default may fill it in. */
export function contradicts(value: unknown, constants: Constants): boolean {
  return hasProperties(value) && constants.some(([name, constant]) => value[name] !== undefined && value[name] !== constant);
}
