import {
  IsArray,
  IsCyclic,
  IsIntersect,
  IsObject,
  IsRecord,
  IsRef,
  IsSchema,
  IsTuple,
  IsUnion,
  RecordPattern,
  RecordValue,
  type TSchema,
} from 'typebox';
import { isBytes } from '../envelope/bytes.ts';
import type { Definitions } from './typebox-check.ts';

/** Something about those properties of an object that the schema does not name. */
export interface Others {
  /** Which names; `undefined`: all. */
  readonly pattern: RegExp | undefined;
}

/** The schema of such properties. */
export interface OtherProperties extends Others {
  readonly schema: TSchema;
}

/** What is inside of a TypeBox schema. */
export type Shape =
  | {
      readonly kind: 'object';
      readonly properties: readonly (readonly [name: string, schema: TSchema])[];
      readonly others: readonly OtherProperties[];
    }
  | { readonly kind: 'array'; readonly items: TSchema }
  | { readonly kind: 'tuple'; readonly items: readonly TSchema[] }
  | { readonly kind: 'intersection' | 'union'; readonly of: readonly TSchema[] }
  /** Elsewhere, as recursive types have it; with the definitions that hold there. */
  | { readonly kind: 'reference'; readonly target: TSchema; readonly definitions: Definitions }
  | { readonly kind: 'leaf' };

const LEAF: Shape = { kind: 'leaf' };

/** Reads the shape of a schema. What TypeBox cannot type, as plain JSON Schema in `Unsafe`, is a leaf: nothing in there is ever changed. */
export function shapeOf(schema: TSchema, definitions: Definitions): Shape {
  if (IsObject(schema)) return { kind: 'object', properties: Object.entries(schema.properties), others: additional(schema) };
  if (IsRecord(schema)) {
    const values = { pattern: new RegExp(RecordPattern(schema), 'u'), schema: RecordValue(schema) };
    return { kind: 'object', properties: [], others: [values, ...additional(schema)] };
  }
  if (IsArray(schema)) return { kind: 'array', items: schema.items };
  if (IsTuple(schema)) return { kind: 'tuple', items: schema.items };
  if (IsUnion(schema)) return { kind: 'union', of: schema.anyOf };
  if (IsIntersect(schema)) return { kind: 'intersection', of: schema.allOf };
  if (IsCyclic(schema)) return referenceTo(schema.$ref, { ...definitions, ...schema.$defs });
  return IsRef(schema) ? referenceTo(schema.$ref, definitions) : LEAF;
}

function additional(schema: TSchema): OtherProperties[] {
  const rest = 'additionalProperties' in schema ? schema.additionalProperties : undefined;
  return IsSchema(rest) ? [{ pattern: undefined, schema: rest }] : [];
}

/** A reference to nowhere is a leaf; no value matches it. */
function referenceTo(name: string, definitions: Definitions): Shape {
  const target = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
  return target === undefined ? LEAF : { kind: 'reference', target, definitions };
}

/** The schemas directly inside of a shape. */
export function inside(shape: Shape): readonly TSchema[] {
  switch (shape.kind) {
    case 'object':
      return [...shape.properties.map(([, schema]) => schema), ...shape.others.map(({ schema }) => schema)];
    case 'array':
      return [shape.items];
    case 'tuple':
      return shape.items;
    case 'union':
    case 'intersection':
      return shape.of;
    case 'reference':
      return [shape.target];
    case 'leaf':
      return [];
  }
}

/** Tells whether a schema has references in it, so that its values can nest without end. */
export function isRecursive(schema: TSchema, definitions: Definitions): boolean {
  const shape = shapeOf(schema, definitions);
  return shape.kind === 'reference' || inside(shape).some((part) => isRecursive(part, definitions));
}

/** Finds what holds for a property that the schema does not name: the first whose pattern matches. */
export function otherOf<O extends Others>(name: string, others: readonly O[]): O | undefined {
  return others.find(({ pattern }) => pattern === undefined || pattern.test(name));
}

/** Tells whether a value has properties: an object that is neither an array nor bytes. */
export function hasProperties(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isBytes(value);
}
