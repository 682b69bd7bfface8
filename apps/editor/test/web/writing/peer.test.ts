import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { placeIn, readPeer } from '../../../web/writing/peer.ts';

const user = { name: 'Ann', color: 2 };

function twoCopies() {
  const [ann, bob] = [new Y.Doc(), new Y.Doc()];
  ann.getText('text').insert(0, 'hello world');
  Y.applyUpdate(bob, Y.encodeStateAsUpdate(ann));
  return { ann: ann.getText('text'), bob: bob.getText('text') };
}

describe('readPeer', () => {
  it('finds a cursor where its text is, whatever was written before it', () => {
    const { ann, bob } = twoCopies();
    const cursor = { anchor: placeIn(ann, 2), head: placeIn(ann, 6) };
    bob.insert(0, '>>> ');
    expect(readPeer({ user, cursor: JSON.parse(JSON.stringify(cursor)) }, bob)).toEqual({ ...user, anchor: 6, head: 10 });
  });

  it('finds the end of a text', () => {
    const { ann, bob } = twoCopies();
    const end = placeIn(ann, ann.length);
    expect(readPeer({ user, cursor: { anchor: end, head: end } }, bob)).toEqual({ ...user, anchor: 11, head: 11 });
  });

  it.each<[string, object]>([
    ['nobody', {}],
    ['somebody without a cursor', { user, cursor: null }],
    ['somebody without a name', { cursor: { anchor: { tname: 'text', assoc: 0 }, head: { tname: 'text', assoc: 0 } } }],
    [
      'a cursor in what is not here yet',
      { user, cursor: { anchor: { item: { client: 9, clock: 9 } }, head: { item: { client: 9, clock: 9 } } } },
    ],
    ['a cursor in another text', { user, cursor: { anchor: { tname: 'other' }, head: { tname: 'other' } } }],
    ['what a stranger made up', { user, cursor: { anchor: 'here', head: { item: { client: {}, clock: -1 } } } }],
    ['more of it', { user, cursor: { anchor: { type: [], tname: 3 }, head: null } }],
  ])('is undefined for %s', (_, state) => {
    expect(readPeer({ ...state }, twoCopies().bob)).toBeUndefined();
  });
});
