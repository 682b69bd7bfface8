import { expect, it } from 'vitest';
import { readTextFile } from '../support/files.ts';
import { tableRows } from './table-rows.ts';

/** Where the sources have what a row of the table says: a file below packages/, and its constants. */
const FIXED: Readonly<Record<string, readonly (readonly [file: string, ...constants: readonly string[]])[]>> = {
  'before the hello is accepted': [
    ['protocol/src/session/held-messages.ts', 'MAX_HELLO_BYTES'],
    ['protocol/src/session/server-connection.ts', 'HELLO_TIMEOUT_MS'],
  ],
  'one message, from its first to its last byte': [['fastify/src/plugin/connections.ts', 'MESSAGE_TIMEOUT_MS']],
  'nesting of content': [['protocol/src/envelope/limits.ts', 'MAX_DEPTH']],
  'a batch of plain JSON-RPC': [['protocol/src/codec/plain-json-rpc.ts', 'MAX_BATCH']],
  'items of a stream in one plain answer': [['server/src/calls/item-collection.ts', 'MAX_ITEMS', 'MAX_BYTES']],
  'one recovery': [['server/src/rooms/log-reader.ts', 'READ_LIMIT']],
  'events of one turn in one message': [['server/src/rooms/event-messages.ts', 'CHUNK_BYTES']],
  'an event': [['server/src/rooms/publication.ts', 'ENVELOPE_BYTES']],
  'params of a room, as canonical JSON': [['protocol/src/validation/room-key.ts', 'MAX_ROOM_KEY_BYTES']],
  "a room's log": [['broker/src/log/retention.ts', 'DEFAULT_RETENTION']],
  'values of one room, here and at its broker': [['broker/src/log/latest-values.ts', 'MAX_LATEST_VALUES', 'MAX_LATEST_BYTES']],
  "a member's state": [['server/src/rooms/member-state.ts', 'MAX_STATE_BYTES']],
  'members that are listed': [['server/src/rooms/room-presence.ts', 'MAX_LISTED_MEMBERS', 'MAX_LISTED_BYTES']],
  'a publish key': [['server/src/rooms/control-params.ts', 'MAX_KEY_LENGTH']],
  'changes of credentials of one peer': [['server/src/hub/server-peer.ts', 'AUTHENTICATIONS']],
  'a member without a connection': [['server/src/rooms/presence-keeper.ts', 'PRESENCE_LINGERS_MS']],
  'a socket that is refused or taken by nobody': [['fastify/src/upgrades/upgrade-hub.ts', 'DEFAULT_GRACE_MS']],
  'silence, until a ping; until its answer': [['protocol/src/session/liveness.ts', 'DEFAULT_HEARTBEAT']],
  'until an upgrade begins to be answered': [['fastify/src/upgrades/upgrade-hub.ts', 'ANSWER_TIMEOUT_MS']],
};

/** The numbers of a constant as the source writes them, in order: `1_000`, `64 << 10`, `{ perSecond: 1, burst: 10 }`. */
function constantOf(file: string, name: string): number[] {
  const [, value] = new RegExp(`const ${name}(?:: \\w+)? = ([^;]*);`).exec(readTextFile(`packages/${file}`).text) ?? [];
  if (value === undefined) throw new Error(`${file} has no constant ${name}`);
  return [...value.matchAll(/([\d_]+)(?: << (\d+))?/g)].map(
    ([, digits = '', shift = '0']) => Number(digits.replaceAll('_', '')) * 2 ** Number(shift),
  );
}

const UNITS: Readonly<Record<string, number>> = { KiB: 1 << 10, MiB: 1 << 20, s: 1_000, min: 60_000 };

/** The numbers of a cell in bytes, pieces and ms, in order: `10,000 and 16 MiB`, `1/s, after 10 at once`. */
function quantitiesOf(cell = ''): number[] {
  return [...cell.matchAll(/(\d[\d,]*)(?: (KiB|MiB|s|min)\b)?/g)].map(
    ([, digits = '', unit = '']) => Number(digits.replaceAll(',', '')) * (UNITS[unit] ?? 1),
  );
}

it('docs/limits.md says what is fixed in the sources', () => {
  const { text } = readTextFile('docs/limits.md');
  const listed = tableRows(text.slice(text.indexOf('\n## Fixed\n')), 'what').map(([what, value]) => [what, quantitiesOf(value)]);
  const fixed = Object.entries(FIXED).map(([what, places]) => [
    what,
    places.flatMap(([file, ...constants]) => constants.flatMap((constant) => constantOf(file, constant))),
  ]);
  expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(fixed));
});
