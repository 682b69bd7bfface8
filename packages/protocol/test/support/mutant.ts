import fc, { type Arbitrary } from 'fast-check';

/** What noise on the line does to a message of any kind: a cut, bytes changed, put in, or left out. */
export function mutantsOf(bytes: Arbitrary<Uint8Array>): Arbitrary<Uint8Array> {
  const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
  const change = fc.tuple(fc.constantFrom('cut', 'replace', 'insert', 'remove'), place, fc.uint8Array({ minLength: 1, maxLength: 4 }));
  return fc.tuple(bytes, fc.array(change, { minLength: 1, maxLength: 3 })).map(([message, changes]) => {
    return changes.reduce((mutant, [how, where, noise]) => {
      const at = Math.floor(where * mutant.length);
      const before = mutant.subarray(0, at);
      if (how === 'cut') return before;
      const rest = mutant.subarray(how === 'insert' ? at : at + noise.length);
      return Uint8Array.from([...before, ...(how === 'remove' ? [] : noise), ...rest]);
    }, message);
  });
}
