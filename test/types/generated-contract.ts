/** A contract of a large application: 300 procedures of all four shapes in 10 namespaces, 60 topics, 1,710 schemas of five properties. */
const NAMESPACES = 10;
const PROCEDURES_EACH = 30;
const TOPICS = 60;

/** How a procedure streams, and its place. */
interface Generated {
  readonly namespace: string;
  readonly name: string;
  readonly hasInput: boolean;
  readonly hasItem: boolean;
  readonly hasSecondError: boolean;
}

const procedures: readonly Generated[] = Array.from({ length: NAMESPACES * PROCEDURES_EACH }, (_, at) => ({
  namespace: `area${Math.floor(at / PROCEDURES_EACH)}`,
  name: `procedure${at}`,
  hasInput: at % 4 === 1 || at % 4 === 3,
  hasItem: at % 4 >= 2,
  hasSecondError: at % 2 === 0,
}));

const topics: readonly string[] = Array.from({ length: TOPICS }, (_, at) => `topic${at}`);

const namespaces: readonly string[] = [...new Set(procedures.map(({ namespace }) => namespace))];

/** Five properties whose names no other schema has, so that no two types are the same. */
function schema(of: string): string {
  return `Type.Object({ ${of}Id: Type.String(), ${of}Size: Type.Number(), ${of}Open: Type.Boolean(), ${of}Tags: Type.Array(Type.String()), ${of}Note: Type.Optional(Type.String()) })`;
}

/** A value of {@link schema}. */
function value(of: string): string {
  return `{ ${of}Id: 'a', ${of}Size: 1, ${of}Open: true, ${of}Tags: ['b'] }`;
}

function each(lines: readonly string[]): string {
  return lines.join('\n');
}

function declaration({ name, hasInput, hasItem, hasSecondError }: Generated): string {
  const errors = `{ Missing: ${schema(`${name}Missing`)}, ${hasSecondError ? `Late: ${schema(`${name}Late`)}` : 'Late: null'} }`;
  const input = hasInput ? `input: ${schema(`${name}Input`)}, ` : '';
  const item = hasItem ? `item: ${schema(`${name}Item`)}, ` : '';
  return `${name}: procedure({ params: ${schema(`${name}Params`)}, ${input}${item}result: ${schema(`${name}Result`)}, errors: ${errors} }),`;
}

function topicDeclaration(name: string): string {
  return `${name}: topic({
    params: ${schema(`${name}Params`)}, snapshot: ${schema(`${name}Snapshot`)}, presence: ${schema(`${name}Presence`)},
    events: {
      latest: event(${schema(`${name}Latest`)}, { delivery: 'latest', key: '${name}LatestId' }),
      log: event(${schema(`${name}Log`)}, { delivery: 'log' }),
      ephemeral: event(${schema(`${name}Ephemeral`)}, { delivery: 'ephemeral' }),
    },
    publish: ['log', 'ephemeral'],
  }),`;
}

/** The contract alone. */
export const contractSource = `
import { contract, event, procedure, topic } from '@trunkline/protocol';
import Type from 'typebox';
export const large = contract({
  procedures: {
    ${each(namespaces.map((namespace) => `${namespace}: {\n${each(procedures.filter((one) => one.namespace === namespace).map(declaration))}\n},`))}
  },
  topics: {
    ${each(topics.map(topicDeclaration))}
  },
});
export type Large = typeof large;
`;

function use({ namespace, name, hasInput, hasItem }: Generated): string {
  const options = hasInput ? `{ input: [${value(`${name}Input`)}] }` : '{ timeoutMs: 5 }';
  const args = `${value(`${name}Params`)}, ${options}`;
  if (hasItem) {
    return `for await (const item of client.stream.${namespace}.${name}(${args})) text = item.${name}ItemId;
text = (await client.stream.${namespace}.${name}(${args}).result()).${name}ResultId;`;
  }
  return `text = (await client.call.${namespace}.${name}(${args})).${name}ResultId;
{
  const got = await client.safe.${namespace}.${name}(${args});
  if (got.ok) text = got.value.${name}ResultId;
  else if (got.error.name === 'Missing') text = got.error.data.${name}MissingId;
}`;
}

function useRoom(name: string): string {
  return `for await (const delivery of client.room.${name}) {
  switch (delivery.kind) {
    case 'snapshot': text = delivery.data.${name}SnapshotId; break;
    case 'latest': text = delivery.data.${name}LatestId; break;
    case 'log': text = delivery.data.${name}LogId + delivery.offset; break;
    case 'ephemeral': text = delivery.data.${name}EphemeralId; break;
  }
}
client.room.${name}.on('log', (data) => { text = data.${name}LogId; });
client.room.${name}.publish('log', ${value(`${name}Log`)});
client.room.${name}.setState(${value(`${name}Presence`)});`;
}

/** A client that makes every call, both ways where there are two, and uses every room. */
export const clientSource = `
import type { Calls, Room, SafeCalls, StreamCalls } from '@trunkline/protocol';
import type { Large } from './contract.ts';
declare const client: {
  readonly call: Calls<Large['procedures'], 'client'>;
  readonly stream: StreamCalls<Large['procedures'], 'client'>;
  readonly safe: SafeCalls<Large['procedures'], 'client'>;
  readonly room: { readonly [Name in keyof Large['topics']]: Room<Large['topics'][Name]> };
};
export let text: string;
${each(procedures.map(use))}
${each(topics.map(useRoom))}
`;

function handler({ name, hasInput, hasItem }: Generated): string {
  const read = hasInput ? `for await (const { ${name}InputId } of call.input) text = ${name}InputId;` : '';
  const yielded = hasItem ? `yield ${value(`${name}Item`)};` : '';
  return `async function${hasItem ? '*' : ''} (params, call) {
  if (params.${name}ParamsOpen) throw call.error('Missing', ${value(`${name}Missing`)});
  ${read} ${yielded}
  return ${value(`${name}Result`)};
}`;
}

/** A namespace at once, or one procedure after the other, in turn: they cost differently. */
function implementation(namespace: string, at: number): string {
  const inside = procedures.filter((one) => one.namespace === namespace);
  if (at % 2 === 0) return `implement(large.procedures.${namespace}, {\n${each(inside.map((one) => `${one.name}: ${handler(one)},`))}\n});`;
  return each(inside.map((one) => `implement(large.procedures.${namespace}.${one.name}, ${handler(one)});`));
}

/** A server that implements everything. */
export const serverSource = `
import type { AnyProcedure, HandlersOn, Procedures } from '@trunkline/protocol';
import { large } from './contract.ts';
declare function implement<P extends AnyProcedure | Procedures>(procedures: P, handlers: NoInfer<HandlersOn<P, 'server', { readonly context: object }>>): void;
export let text: string;
${each(namespaces.map(implementation))}
`;
