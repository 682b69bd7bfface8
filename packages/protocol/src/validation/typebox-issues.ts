import type { TSchema } from 'typebox';
import { Errors } from 'typebox/value';
import { constantsOf, contradicts } from './branch-constants.ts';
import type { Definitions } from './typebox-check.ts';
import { hasProperties, isRecursive, otherOf, type Shape, shapeOf } from './typebox-shape.ts';
import { refinementOf, surfaceOf } from './typebox-surface.ts';
import { type Invalid, invalid, MAX_ISSUES, pointerStep, type ValidationIssue } from './validation-issue.ts';
import { sizeOf } from './value-size.ts';

/**
 * Most values, counted at every depth, that are searched for what is wrong with them. TypeBox takes about 2 µs for each, a hundred times
 * what the compiled check does, and would search all of a megabyte of them (0.3 s).
 */
const MAX_SEARCHED = 1_000;

/** What a step of our own search costs, in values that TypeBox searches in that time. */
const STEP = 4;

/**
 * Says what is wrong with a value that does not match. Costs about 2 ms at most, however large the value is: of a larger one the first parts
 * are searched, and what cannot be found there is just "not valid".
 */
export function typeBoxIssues(schema: TSchema, value: unknown): Invalid {
  const search = new Search();
  search.explore(schema, {}, value, '');
  return invalid(search.issues);
}

class Search {
  readonly issues: ValidationIssue[] = [];
  #left = MAX_SEARCHED;
  readonly #recursive = new Map<TSchema, boolean>();

  explore(schema: TSchema, definitions: Definitions, value: unknown, path: string): void {
    if (this.#left <= 0 || this.issues.length >= MAX_ISSUES) return;
    const size = sizeOf(value, this.#left);
    // TypeBox looks into every branch of a union. Where types are recursive that is exponential in the depth of the value.
    if (size <= this.#left && !this.#isRecursive(schema, definitions)) {
      this.#left -= size;
      this.#add(Errors(definitions, schema, value), path);
      return;
    }
    this.#left -= STEP;
    const before = this.issues.length;
    const surface = surfaceOf(schema, size <= this.#left);
    if (surface !== undefined) this.#add(Errors({}, surface, value), path);
    this.#exploreParts(shapeOf(schema, definitions), definitions, value, path);
    // A refinement may rely on everything else being right.
    const refinement = refinementOf(schema);
    if (this.issues.length === before && refinement !== undefined) this.#add(Errors({}, refinement, value), path);
  }

  #add(errors: ReturnType<typeof Errors>, path: string): void {
    for (const { keyword, instancePath, message } of errors) {
      this.issues.push({ path: path + instancePath, message: MESSAGES.get(keyword) ?? message });
    }
  }

  #isRecursive(schema: TSchema, definitions: Definitions): boolean {
    const known = this.#recursive.get(schema) ?? isRecursive(schema, definitions);
    this.#recursive.set(schema, known);
    return known;
  }

  #exploreParts(shape: Shape, definitions: Definitions, value: unknown, path: string): void {
    switch (shape.kind) {
      case 'object':
        this.#exploreProperties(shape, definitions, value, path);
        break;
      case 'array':
      case 'tuple':
        this.#exploreElements(shape, definitions, value, path);
        break;
      case 'intersection':
        for (const part of shape.of) this.explore(part, definitions, value, path);
        break;
      case 'union':
        this.#exploreUnion(shape.of, definitions, value, path);
        break;
      case 'reference':
        this.explore(shape.target, shape.definitions, value, path);
        break;
      case 'leaf':
    }
  }

  #exploreProperties(shape: Extract<Shape, { kind: 'object' }>, definitions: Definitions, value: unknown, path: string): void {
    if (!hasProperties(value)) return;
    for (const [name, schema] of shape.properties) {
      if (Object.hasOwn(value, name)) this.explore(schema, definitions, value[name], path + pointerStep(name));
    }
    if (shape.others.length === 0) return;
    const named = new Set(shape.properties.map(([name]) => name));
    for (const name in value) {
      if (this.#left <= 0) return;
      const schema = named.has(name) ? undefined : otherOf(name, shape.others)?.schema;
      if (schema !== undefined) this.explore(schema, definitions, value[name], path + pointerStep(name));
    }
  }

  #exploreElements(shape: Extract<Shape, { kind: 'array' | 'tuple' }>, definitions: Definitions, value: unknown, path: string): void {
    if (!Array.isArray(value)) return;
    for (const [index, element] of value.slice(0, this.#left).entries()) {
      const schema = shape.kind === 'array' ? shape.items : shape.items[index];
      if (schema !== undefined) this.explore(schema, definitions, element, path + pointerStep(index));
    }
  }

  /** Explores the one branch that a value can be meant for. Where several can be, none is looked into. */
  #exploreUnion(branches: readonly TSchema[], definitions: Definitions, value: unknown, path: string): void {
    const candidates = branches.filter((branch) => isCandidate(branch, definitions, value));
    const [only] = candidates;
    if (only !== undefined && candidates.length === 1) this.explore(only, definitions, value, path);
    else if (candidates.every((branch) => shapeOf(branch, definitions).kind === 'leaf')) {
      this.#add(Errors(definitions, { anyOf: candidates }, value), path);
    }
  }
}

/** Messages of ours where TypeBox' own name what the peer sent, or say nothing. */
const MESSAGES: ReadonlyMap<string, string> = new Map([
  ['boolean', 'is not allowed'],
  ['propertyNames', 'has a property name that is not allowed'],
]);

function isCandidate(branch: TSchema, definitions: Definitions, value: unknown): boolean {
  const shape = shapeOf(branch, definitions);
  switch (shape.kind === 'reference' ? shapeOf(shape.target, shape.definitions).kind : shape.kind) {
    case 'object':
      return hasProperties(value) && !contradicts(value, constantsOf(branch, definitions));
    case 'array':
    case 'tuple':
      return Array.isArray(value);
    case 'leaf':
      return !hasProperties(value) && !Array.isArray(value);
    default:
      return true;
  }
}
