// Run by Node with --disallow-code-generation-from-strings: prints what both kinds of checks make of some values.

import Type from 'typebox';
import { bytes } from '../../src/contract/bytes.ts';
import { type Checks, compiledChecks, dynamicChecks } from '../../src/validation/typebox-check.ts';
import { valueValidator } from '../../src/validation/validator.ts';
import { DateText } from './any-schema.ts';

const Schema = Type.Object({ a: Type.Number(), b: Type.Union([bytes(), Type.String({ maxLength: 2 })]) });
/** Which properties are known depends on the value, and must not on the one before. */
const Whole = Type.Intersect(
  [Type.Union([Type.Object({ kind: Type.Literal(1), a: Type.Number() }), Type.Object({ kind: Type.Literal(2) })])],
  {
    unevaluatedProperties: false,
  },
);
const Stamped = Type.Object({ at: DateText, n: Type.Number({ default: 5 }) });

function outcomes(checks: Checks): unknown {
  const check = checks(Schema, {});
  const checkWhole = checks(Whole, {});
  const received = valueValidator(Stamped, checks).receive({ at: '1970-01-01T00:00:00Z' });
  return {
    ok: [{ a: 1, b: 'x' }, { a: 1, b: 'xxx' }, { a: 1, b: new Uint8Array(1) }, { b: '' }].map(check),
    unevaluated: [{ kind: 1, a: 1 }, { kind: 2 }, { kind: 2, a: 1 }].map(checkWhole),
    value: 'value' in received ? received.value : received,
  };
}

function isForbidden(): boolean {
  try {
    return Reflect.construct(Function, ['return false'])();
  } catch {
    return true;
  }
}

process.stdout.write(JSON.stringify({ forbidden: isForbidden(), compiled: outcomes(compiledChecks), dynamic: outcomes(dynamicChecks) }));
