import { describe, expect, it } from 'vitest';
import { exactTypes } from './cases/exact-types.ts';
import { wrongCalls } from './cases/wrong-calls.ts';
import { wrongClients } from './cases/wrong-clients.ts';
import { wrongDefinitions } from './cases/wrong-definitions.ts';
import { wrongErrors } from './cases/wrong-errors.ts';
import { wrongHandlers } from './cases/wrong-handlers.ts';
import { wrongRooms } from './cases/wrong-rooms.ts';
import { complaints, programOf } from './program.ts';
import { PRELUDE, type TypeCase } from './type-case.ts';

/** A message of more lines is one that nobody reads. */
const MOST_LINES = 11;

const wrong = [...wrongCalls, ...wrongErrors, ...wrongRooms, ...wrongClients, ...wrongHandlers, ...wrongDefinitions];
const sources = new Map([...wrong, ...exactTypes].map(({ name, code }) => [fileOf(name), PRELUDE + code]));
const program = programOf(sources);

function fileOf(name: string): string {
  return `${name}.ts`;
}

function complaintsAbout({ name }: TypeCase) {
  const linesBefore = PRELUDE.split('\n').length - 1;
  return complaints(program, fileOf(name)).map(({ line, code, message }) => ({
    said: `${line - linesBefore} TS${code}: ${message[0]}`,
    message,
  }));
}

describe('the types refuse', () => {
  it.each(wrong)('$name', (one) => {
    const found = complaintsAbout(one);
    expect(found.map(({ said }) => said)).toEqual(one.says);
    expect(found.filter(({ message }) => message.length > MOST_LINES)).toEqual([]);
  });
});

describe('the types know', () => {
  it.each(exactTypes)('$name', (one) => {
    expect(complaintsAbout(one)).toEqual([]);
  });
});

describe('the cases', () => {
  it('refuse something each, and have names of their own', () => {
    expect(wrong.filter(({ says }) => says.length === 0)).toEqual([]);
    expect(sources.size).toBe(wrong.length + exactTypes.length);
  });

  it('stand on fixtures that compile', () => {
    const fixtures = ['fixtures/market.ts', 'fixtures/endpoints.ts'];
    expect(fixtures.flatMap((name) => complaints(program, name))).toEqual([]);
  });
});
