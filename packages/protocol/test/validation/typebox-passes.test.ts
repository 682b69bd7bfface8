import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { DECODE, DEFAULTS, ENCODE } from '../../src/validation/typebox-passes.ts';
import { NumberText } from '../support/any-schema.ts';

describe('DEFAULTS', () => {
  it('fills in what is missing, and nothing else', () => {
    const fill = DEFAULTS.own(Type.Number({ default: 0 }));
    expect([undefined, null, '', 1].map((value) => fill?.(value))).toEqual([0, null, '', 1]);
  });

  it('gives a copy of its own each time', () => {
    const fill = DEFAULTS.own(Type.Array(Type.Number(), { default: [1] }));
    const one = fill?.(undefined);
    expect(one).toEqual([1]);
    expect(fill?.(undefined)).not.toBe(one);
  });

  it('calls a function for the default', () => {
    let next = 0;
    const fill = DEFAULTS.own(
      Type.Number({
        default: () => {
          next += 1;
          return next;
        },
      }),
    );
    expect([fill?.(undefined), fill?.(undefined)]).toEqual([1, 2]);
  });

  it('has nothing to do without a default', () => {
    expect(DEFAULTS.own(Type.Number())).toBeUndefined();
  });
});

describe('DECODE and ENCODE', () => {
  it('run the transform of a schema', () => {
    expect([DECODE.own(NumberText)?.('5'), ENCODE.own(NumberText)?.(5)]).toEqual([5, '5']);
  });

  it('leave out what is optional and missing', () => {
    const schema = Type.Optional(NumberText);
    expect([DECODE.own(schema)?.(undefined), ENCODE.own(schema)?.(undefined)]).toEqual([undefined, undefined]);
    expect([DECODE.own(schema)?.('5'), ENCODE.own(schema)?.(5)]).toEqual([5, '5']);
  });

  it('have nothing to do without a transform', () => {
    expect([DECODE.own(Type.String()), ENCODE.own(Type.String())]).toEqual([undefined, undefined]);
  });
});
