/** Something that applications load of the client. */
export interface Entry {
  readonly name: string;
  /** The module that is bundled. */
  readonly text: string;
}

/** The client with JSON: calls, streams, rooms, reconnecting and resuming are all in it. */
export const JSON_CLIENT: Entry = { name: 'JSON client', text: "export { connect } from '@trunkline/client';" };

/** What is measured. */
export const ENTRIES: readonly Entry[] = [
  JSON_CLIENT,
  {
    name: 'JSON and MessagePack client',
    text: "export { connect } from '@trunkline/client'; export { msgpack } from '@trunkline/client/msgpack';",
  },
  { name: 'msgpack alone', text: "export { msgpack } from '@trunkline/client/msgpack';" },
  { name: 'isError alone', text: "export { isError } from '@trunkline/client';" },
];
