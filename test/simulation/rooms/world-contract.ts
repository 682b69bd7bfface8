import { contract, event, procedure, type StandardSchema, topic } from '@trunkline/protocol';
import type { ItemContent } from '../calls/ledger.ts';

/** What is in an event: its publication's number tells all about it. */
export interface EventContent {
  readonly number: number;
  /** Tells values apart. */
  readonly key: string;
  readonly pad: string;
}

/** What is in a snapshot: how many logged events of its room there had been, in all epochs together. */
export interface SnapshotContent {
  readonly logged: number;
}

/** What a member tells of itself. */
export interface MemberState {
  readonly mood: number;
  readonly pad: string;
}

/** What the params of a call hold. */
export interface WorkParams {
  readonly call: number;
  readonly pad?: string;
}

/** What a handler answers, and the data of the error that it declares: which run it was. */
export interface WorkAnswer {
  readonly call: number;
  readonly run: number;
}

/** Reads an event's data. @throws {TypeError} when they are none of ours. */
export function readContent(data: unknown): EventContent {
  if (isContent(data)) return data;
  throw new TypeError(`no content of ours: ${JSON.stringify(data)}`);
}

/** Reads a snapshot. @throws {TypeError} when it is none of ours. */
export function readSnapshot(data: unknown): SnapshotContent {
  if (isSnapshot(data)) return data;
  throw new TypeError(`no snapshot of ours: ${JSON.stringify(data)}`);
}

function isContent(value: unknown): value is EventContent {
  return hasNumber(value, 'number') && 'key' in value && typeof value.key === 'string' && 'pad' in value && typeof value.pad === 'string';
}

function isSnapshot(value: unknown): value is SnapshotContent {
  return hasNumber(value, 'logged');
}

/** Tells the state of a member. */
export function isState(value: unknown): value is MemberState {
  return hasNumber(value, 'mood') && 'pad' in value && typeof value.pad === 'string';
}

function isWork(value: unknown): value is WorkParams {
  return hasNumber(value, 'call');
}

function isAnswer(value: unknown): value is WorkAnswer {
  return hasNumber(value, 'call') && hasNumber(value, 'run');
}

function isItem(value: unknown): value is ItemContent {
  return isAnswer(value) && hasNumber(value, 'index') && 'pad' in value && typeof value.pad === 'string';
}

function hasNumber<Name extends string>(value: unknown, name: Name): value is { readonly [N in Name]: number } {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'number';
}

/** A schema that costs nothing to compile: worlds make many servers. */
function schemaOf<T>(is: (value: unknown) => value is T): StandardSchema<T> {
  const validate = (value: unknown) => (is(value) ? { value } : { issues: [{ message: 'must be one of ours' }] });
  return { '~standard': { version: 1, vendor: 'simulation', validate } };
}

/** How long the rooms of a world keep what. */
export interface Kept {
  readonly events: number;
  readonly eventsMs: number;
  readonly valuesMs: number;
}

/** The contract of a world: topics with something of everything, and a procedure for each way to call. */
export function worldContract({ events, eventsMs, valuesMs }: Kept) {
  const content = schemaOf(isContent);
  const snapshot = schemaOf(isSnapshot);
  const presence = schemaOf(isState);
  const answer = schemaOf(isAnswer);
  const called = { params: schemaOf(isWork), result: answer, errors: { SoldOut: answer } };
  const item = schemaOf(isItem);
  const logged = event(content, { delivery: 'log' });
  const price = event(content, { delivery: 'latest', key: 'key', ageMs: valuesMs });
  const blip = event(content, { delivery: 'ephemeral' });
  const retain = { count: events, bytes: 1 << 20, ageMs: eventsMs };
  return contract({
    procedures: {
      work: procedure(called),
      ask: procedure({ ...called, kind: 'query' }),
      take: procedure({ ...called, input: item }),
      list: procedure({ ...called, kind: 'query', item }),
      make: procedure({ ...called, item }),
      talk: procedure({ ...called, input: item, item }),
    },
    topics: {
      feed: topic({ events: { item: logged, price, blip }, publish: ['item', 'price', 'blip'], retain }),
      board: topic({ snapshot, events: { item: logged, price, blip }, publish: ['item', 'price', 'blip'], retain }),
      hall: topic({ presence, events: { price, blip }, publish: ['price', 'blip'] }),
      club: topic({ presence, snapshot, events: { item: logged, price, blip }, publish: ['item', 'price', 'blip'], retain }),
    },
  });
}

/** The contract of a world, as its servers have it. */
export type WorldContract = ReturnType<typeof worldContract>;

/** What can be published. */
export type EventName = 'item' | 'price' | 'blip';
