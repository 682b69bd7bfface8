import { compiledChecks, contract, topic } from '@trunkline/protocol';
import { describe, expect, it } from 'vitest';
import { TopicTable } from '../../src/rooms/topic-table.ts';
import { hall } from '../support/hall.ts';

function table(): TopicTable {
  return new TopicTable(hall, compiledChecks);
}

const { board, feed, gauge } = hall.topics;

describe('TopicTable', () => {
  it('knows the topics of its contract, served or not', () => {
    expect([...table().byName.keys()]).toEqual(['feed', 'mixed', 'board', 'gauge', 'lobby']);
    expect(table().entryOf(feed)).toMatchObject({ name: 'feed', authorize: undefined, takeSnapshot: undefined, onPublish: undefined });
  });

  it('serves a topic with what it is given', () => {
    const one = table();
    const handler = { authorize: () => true, snapshot: () => ({ lines: 0 }) };
    one.serve(board, handler);
    const { authorize, takeSnapshot, onPublish } = one.entryOf(board);
    expect([authorize, takeSnapshot, onPublish]).toEqual([handler.authorize, handler.snapshot, undefined]);
  });

  it('names the topics with a snapshot that nobody serves', () => {
    const one = table();
    expect(one.missing()).toEqual(['board', 'gauge']);
    one.serve(board, { snapshot: () => ({ lines: 0 }) });
    expect(one.missing()).toEqual(['gauge']);
  });

  it.each([
    [feed, null, 'topic feed: give an object with authorize, snapshot, onPublish'],
    [feed, () => true, 'topic feed: give an object with authorize, snapshot, onPublish'],
    [feed, { authorise: () => true, b: 1 }, 'topic feed: takes authorize, snapshot, onPublish, not authorise, b'],
    [feed, { authorize: true }, 'topic feed: authorize must be a function'],
    [feed, { snapshot: () => 1 }, 'topic feed: has no snapshot in the contract; declare one, or leave snapshot out'],
    [board, {}, 'topic board: has a snapshot; give snapshot'],
    [gauge, { snapshot: 7 }, 'topic gauge: snapshot must be a function'],
  ])('refuses to serve %o with %o', (of, handler, message) => {
    expect(() => table().serve(of, handler)).toThrow(new TypeError(message));
  });

  it('serves a topic once; a handler that was refused does not count', () => {
    const one = table();
    expect(() => one.serve(feed, { authorize: 1 })).toThrow(TypeError);
    one.serve(feed, {});
    expect(() => one.serve(feed, {})).toThrow(new TypeError('topic feed: is served already'));
  });

  it('refuses topics of another contract, even those of the same name', () => {
    const other = contract({ procedures: {}, topics: { feed: topic({ events: {} }) } });
    const message = 'is not of this contract; take it from the topics of the contract that the server was given';
    expect(() => table().entryOf(other.topics.feed)).toThrow(new TypeError(`feed: ${message}`));
    expect(() => table().serve(topic({ events: {} }), {})).toThrow(new TypeError(`the topic: ${message}`));
  });

  it.each([[undefined], [null], [{}]])('refuses %o, which is no topic', (misspelt) => {
    const one = table();
    const message = 'the topic: is not of this contract; take it from the topics of the contract that the server was given';
    expect(() => Reflect.apply(one.serve, one, [misspelt, {}])).toThrow(new TypeError(message));
  });
});
