import { compiledChecks } from '@trunkline/protocol';
import type { Static, TSchema } from 'typebox';
import { Follow, Post } from './station.ts';

/** Takes params that a client sent. @throws {TypeError} when they do not match. */
type Parser<T> = (value: unknown) => T;

/** Makes what checks params where the library does not: the compiled check that Trunkline makes of the same schema. */
function parserOf<S extends TSchema>(schema: S): Parser<Static<S>> {
  const check = compiledChecks(schema, {});
  const matches = (value: unknown): value is Static<S> => check(value);
  return (value) => {
    if (!matches(value)) throw new TypeError('the params do not match their schema');
    return value;
  };
}

export const parsePost: Parser<Post> = parserOf(Post);
export const parseFollow: Parser<Follow> = parserOf(Follow);
