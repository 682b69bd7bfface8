import { type Constants, contradicts } from './branch-constants.ts';
import { hasProperties, type Others, otherOf } from './typebox-shape.ts';

/** Where in a value a change is at work; after it threw: where that was. */
export type Place = (string | number)[];

/** Changes a value: answers the very same when nothing is to be changed, else a copy of what is different. Never changes one in place. */
export type Change = (value: unknown, place: Place) => unknown;

/** The change of those properties of an object that the schema does not name. */
export interface OtherChange extends Others {
  readonly change: Change | undefined;
}

/** One branch of a union. */
export interface Branch {
  readonly accepts: (value: unknown) => boolean;
  readonly constants: Constants;
  readonly change: Change | undefined;
}

/**
 * Which branch of a union a value is changed by, in the order of declaration. `before`: the first that accepts the value. `after`: the
 * first that accepts the changed value. `last-resort`: as `after`, but nothing is changed when any branch accepts the value as it is.
 */
export type BranchChoice = 'before' | 'after' | 'last-resort';

/** Changes the properties of an object. */
export function changeOfObject(properties: ReadonlyMap<string, Change | undefined>, others: readonly OtherChange[]): Change | undefined {
  const named = [...properties].flatMap(([name, change]) => (change === undefined ? [] : [[name, change] as const]));
  const hasOthers = others.some(({ change }) => change !== undefined);
  if (named.length === 0 && !hasOthers) return undefined;
  return (value, place) => {
    if (!hasProperties(value)) return value;
    let changed: Record<string, unknown> | undefined;
    for (const [name, change] of named) {
      const before = Object.hasOwn(value, name) ? value[name] : undefined;
      const after = changeAt(name, before, change, place);
      if (Object.is(after, before)) continue;
      changed ??= { ...value };
      changed[name] = after;
    }
    if (!hasOthers) return changed ?? value;
    for (const name of Object.keys(value)) {
      const change = properties.has(name) ? undefined : otherOf(name, others)?.change;
      if (change === undefined) continue;
      const after = changeAt(name, value[name], change, place);
      if (Object.is(after, value[name])) continue;
      // A stranger may send `__proto__`: the copy then has it as a property of its own, and this sets that, not the prototype.
      changed ??= { ...value };
      changed[name] = after;
    }
    return changed ?? value;
  };
}

/** Changes the elements of an array: each by its own change, those beyond by `rest`. */
export function changeOfArray(first: readonly (Change | undefined)[], rest?: Change): Change | undefined {
  if (rest === undefined && first.every((change) => change === undefined)) return undefined;
  return (value, place) => {
    if (!Array.isArray(value)) return value;
    let changed: unknown[] | undefined;
    for (const [index, before] of value.entries()) {
      const change = index < first.length ? first[index] : rest;
      if (change === undefined) continue;
      const after = changeAt(index, before, change, place);
      if (Object.is(after, before)) continue;
      changed ??= [...value];
      changed[index] = after;
    }
    return changed ?? value;
  };
}

function changeAt(at: string | number, value: unknown, change: Change, place: Place): unknown {
  place.push(at);
  const changed = change(value, place);
  // Not reached when the change throws: then the place tells where.
  place.pop();
  return changed;
}

/** Makes several changes to the same value, one after another: the parts of an intersection. */
export function changeOfParts(parts: readonly (Change | undefined)[]): Change | undefined {
  const changes = parts.filter((part) => part !== undefined);
  if (changes.length === 0) return undefined;
  return (value, place) => changes.reduce((changed, change) => change(changed, place), value);
}

/** Changes a value by one branch of a union; by none when none is right: validation says so. */
export function changeOfUnion(choice: BranchChoice, branches: readonly Branch[]): Change | undefined {
  if (branches.every(({ change }) => change === undefined)) return undefined;
  if (choice === 'before') {
    return (value, place) => {
      const change = branches.find(({ accepts }) => accepts(value))?.change;
      return change === undefined ? value : change(value, place);
    };
  }
  const unchanged = branches.filter(({ change }) => change === undefined);
  return (value, place) => {
    // Most unions with a transform are nullable: trying the transform on null would cost an exception (15 µs).
    if (value === null && unchanged.some(({ accepts }) => accepts(value))) return value;
    if (choice === 'last-resort' && branches.some(({ accepts }) => accepts(value))) return value;
    for (const branch of branches) {
      // What is expensive, and exponential in recursive types, is not tried on a value that plainly belongs to another branch.
      if (contradicts(value, branch.constants)) continue;
      const changed = attempt(value, branch.change, place);
      if (branch.accepts(changed)) return changed;
    }
    return value;
  };
}

/** A transform may throw at what belongs to another branch; the value is then left for the next. */
function attempt(value: unknown, change: Change | undefined, place: Place): unknown {
  if (change === undefined) return value;
  const depth = place.length;
  try {
    return change(value, place);
  } catch {
    place.length = depth;
    return value;
  }
}
