import type { TSchema } from 'typebox';
import { constantsOf } from './branch-constants.ts';
import type { Checks, Definitions } from './typebox-check.ts';
import { inside, type Shape, shapeOf } from './typebox-shape.ts';
import { type BranchChoice, type Change, changeOfArray, changeOfObject, changeOfParts, changeOfUnion } from './value-change.ts';

/** One kind of change that schemas call for: defaults, transforms, bytes. */
export interface Pass {
  /** The change that a schema itself calls for, apart from what is inside of it. */
  readonly own: (schema: TSchema) => ((value: unknown) => unknown) | undefined;
  /** Whether it comes before or after the changes inside. */
  readonly order: 'own-first' | 'inside-first';
  readonly choice: BranchChoice;
}

/**
 * Compiles what a pass changes in values of a schema; `undefined` when there is nothing to change in it.
 *
 * By hand, because TypeBox' `Decode`, `Encode` and `Default` clone each value, sort unions anew for each (15 µs for a small object), cannot
 * encode a nullable date, and take time exponential in the depth of a recursive union.
 */
export function changeBy(pass: Pass, checks: Checks, schema: TSchema): Change | undefined {
  return new ChangeBuilder(pass, checks).build(schema, {});
}

class ChangeBuilder {
  readonly #pass: Pass;
  readonly #checks: Checks;
  /** What references lead to. A recursive type meets itself here while its change is being built. */
  readonly #targets = new Map<TSchema, Change | undefined>();

  constructor(pass: Pass, checks: Checks) {
    this.#pass = pass;
    this.#checks = checks;
  }

  build(schema: TSchema, definitions: Definitions): Change | undefined {
    const own = this.#pass.own(schema);
    const within = this.#within(shapeOf(schema, definitions), definitions);
    if (own === undefined || within === undefined) return own ?? within;
    return this.#pass.order === 'own-first' ? (value, place) => within(own(value), place) : (value, place) => own(within(value, place));
  }

  #within(shape: Shape, definitions: Definitions): Change | undefined {
    const build = (schema: TSchema) => this.build(schema, definitions);
    switch (shape.kind) {
      case 'object':
        return changeOfObject(
          new Map(shape.properties.map(([name, schema]) => [name, build(schema)])),
          shape.others.map(({ pattern, schema }) => ({ pattern, change: build(schema) })),
        );
      case 'array':
        return changeOfArray([], build(shape.items));
      case 'tuple':
        return changeOfArray(shape.items.map(build));
      case 'intersection':
        return changeOfParts(shape.of.map(build));
      case 'union':
        return this.#union(shape.of, definitions);
      case 'reference':
        return this.#target(shape.target, shape.definitions);
      case 'leaf':
        return undefined;
    }
  }

  #union(branches: readonly TSchema[], definitions: Definitions): Change | undefined {
    // Checks are compiled only where a branch calls for a change.
    if (!branches.some((branch) => calls(this.#pass, branch, definitions))) return undefined;
    return changeOfUnion(
      this.#pass.choice,
      branches.map((branch) => ({
        accepts: this.#checks(branch, definitions),
        constants: constantsOf(branch, definitions),
        change: this.build(branch, definitions),
      })),
    );
  }

  #target(target: TSchema, definitions: Definitions): Change | undefined {
    if (!calls(this.#pass, target, definitions)) return undefined;
    if (!this.#targets.has(target)) {
      this.#targets.set(target, undefined);
      this.#targets.set(target, this.build(target, definitions));
    }
    return (value, place) => {
      const change = this.#targets.get(target);
      return change === undefined ? value : change(value, place);
    };
  }
}

/** Tells whether a pass changes anything in values of a schema. */
export function calls(pass: Pick<Pass, 'own'>, schema: TSchema, definitions: Definitions = {}, seen = new Set<TSchema>()): boolean {
  if (seen.has(schema)) return false;
  seen.add(schema);
  if (pass.own(schema) !== undefined) return true;
  const shape = shapeOf(schema, definitions);
  const within = shape.kind === 'reference' ? shape.definitions : definitions;
  return inside(shape).some((part) => calls(pass, part, within, seen));
}
