import { describe, expect, it } from 'vitest';
import { errorNameFault, eventNameFault, nameFault } from '../../src/contract/names.ts';

const reserved = 'the name is reserved';
const empty = 'the name is empty';
const parted = "a name may not hold '.' or '/'";

const names: readonly (readonly [
  name: string,
  ofProcedure: string | undefined,
  ofEvent: string | undefined,
  ofError: string | undefined,
])[] = [
  ['quote', undefined, undefined, undefined],
  ['', empty, empty, empty],
  ['then', reserved, undefined, undefined],
  ['catch', undefined, undefined, undefined],
  ['$join', reserved, reserved, undefined],
  ['a$', undefined, undefined, undefined],
  ['a.b', parted, undefined, undefined],
  ['a/b', parted, undefined, undefined],
  ['__proto__', reserved, reserved, reserved],
  ['constructor', reserved, reserved, reserved],
  ['hasOwnProperty', reserved, reserved, reserved],
  ['snapshot', undefined, reserved, undefined],
  ['close', undefined, reserved, undefined],
  ['Internal', undefined, undefined, reserved],
  ['OutcomeUnknown', undefined, undefined, reserved],
];

describe('nameFault, eventNameFault and errorNameFault', () => {
  it.each(names)('judge %j', (name, ofProcedure, ofEvent, ofError) => {
    expect([nameFault(name), eventNameFault(name), errorNameFault(name)]).toEqual([ofProcedure, ofEvent, ofError]);
  });
});
