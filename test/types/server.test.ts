import { describe, expect, it } from 'vitest';
import { serverTypes } from './cases/server-types.ts';
import { wrongServer } from './cases/wrong-server.ts';
import { complaints, programOf } from './program.ts';
import { CONTEXT_SOURCE, SERVER_PRELUDE } from './server-prelude.ts';
import type { TypeCase } from './type-case.ts';

const fileOf = (name: string) => `server: ${name}.ts`;

/** Servers are type-checked with Fastify's declarations, which need those of Node.js. */
const TYPES = ['node'];

const sources = [...wrongServer, ...serverTypes].map(({ name, code }) => [fileOf(name), SERVER_PRELUDE + code] as const);
const program = programOf(new Map([['context.ts', CONTEXT_SOURCE], ...sources]), TYPES);

/** Line, code and last line of each complaint; overloads and nested types stand before that. */
function complaintsAbout({ name }: TypeCase): string[] {
  const linesBefore = SERVER_PRELUDE.split('\n').length - 1;
  return complaints(program, fileOf(name)).map(({ line, code, message }) => `${line - linesBefore} TS${code}: ${message.at(-1)?.trim()}`);
}

describe('the types of a server refuse', () => {
  it.each(wrongServer)('$name', (one) => {
    expect(complaintsAbout(one)).toEqual(one.says);
  });
});

describe('the types of a server know', () => {
  it.each(serverTypes)('$name', (one) => {
    expect(complaintsAbout(one)).toEqual([]);
  });
});

describe('the cases of a server', () => {
  it('refuse something each, and stand on a context that is declared', () => {
    expect(wrongServer.filter(({ says }) => says.length === 0)).toEqual([]);
    expect(complaints(program, 'context.ts')).toEqual([]);
  });
});

describe('without a declared context', () => {
  const source = `${SERVER_PRELUDE}
const options: TrunklineOptions = { contract: market };
await app.register(trunkline, { contract: market });
rpc.implement(procedures.ping, (_, call) => { same<typeof call.context, Context>(); call.context.user; });
`;

  it('registration needs none, and handlers find nothing there', () => {
    const plain = programOf(new Map([['plain.ts', source]]), TYPES);
    expect(complaints(plain, 'plain.ts').map(({ message }) => message[0])).toEqual([`Property 'user' does not exist on type 'Context'.`]);
  });
});
