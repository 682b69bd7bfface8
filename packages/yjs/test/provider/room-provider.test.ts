import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { type Editor, full, startEditor, startServer } from '../support/editing.ts';
import { typed } from '../support/typed.ts';

const synced = (...editors: readonly Editor[]) =>
  waitFor(() => editors.every(({ provider: { state } }) => state.isSynced && state.pending === 0), 'everybody to be in step');

const reads = (text: string, ...editors: readonly Editor[]) =>
  waitFor(() => editors.every((editor) => editor.text.toString() === text), `everybody to read ${text}`);

/** What others see of an editor. */
const seen = ({ provider }: Editor, { doc }: Editor) => provider.awareness.getStates().get(doc.clientID);

describe('RoomProvider', () => {
  it('makes documents the same that are edited at the same time', async () => {
    const server = await startServer();
    const [ann, bob] = [startEditor(server), startEditor(server)];
    await synced(ann, bob);
    ann.text.insert(0, 'ann');
    bob.text.insert(0, 'bob');
    await waitFor(() => ann.text.length === 6 && ann.text.toString() === bob.text.toString(), 'both to read the same');
    await synced(ann, bob);
    expect(server.doc.getText('text').toString()).toBe(ann.text.toString());
  });

  it('sends what its document had before it joined, and only what the server lacks', async () => {
    const server = await startServer();
    server.doc.getText('text').insert(0, 'old ');
    const doc = new Y.Doc();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(server.doc));
    await synced(startEditor(server, { doc }));
    expect(server.taken).toEqual([]);
    doc.getText('text').insert(4, 'new');
    doc.getText('text').delete(0, 1);
    const copy = new Y.Doc();
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
    await synced(startEditor(server, { doc: copy }));
    expect(server.doc.getText('text').toString()).toBe('ld new');
  });

  it('sends nothing of what others wrote', async () => {
    const server = await startServer();
    const [ann, bob] = [startEditor(server), startEditor(server)];
    await synced(ann, bob);
    ann.text.insert(0, 'by Ann');
    await reads('by Ann', bob);
    await synced(ann, bob);
    expect(server.taken).toHaveLength(1);
  });

  it('takes what came together in one transaction', async () => {
    const server = await startServer();
    const ann = startEditor(server);
    await synced(ann);
    let transactions = 0;
    ann.doc.on('afterTransaction', () => {
      transactions += 1;
    });
    const updates = typed('one ', 'two ', 'three');
    await Promise.all(updates.map((update) => server.publish('update', update)));
    await reads('one two three', ann);
    expect(transactions).toBe(1);
  });

  it('keeps edits made without a connection, and merges them when it is back', async () => {
    const server = await startServer();
    const [ann, bob] = [startEditor(server), startEditor(server)];
    await synced(ann, bob);
    server.cut();
    await waitFor(() => ann.client.status !== 'live', 'the connection to be lost');
    ann.text.insert(0, 'a');
    ann.text.insert(1, 'b');
    bob.text.insert(0, 'c');
    expect(ann.provider.state).toEqual({ isSynced: true, pending: 2, refusal: undefined });
    await synced(ann, bob);
    await waitFor(() => ann.text.length === 3 && ann.text.toString() === bob.text.toString(), 'both to read the same');
  });

  it('fills a server again that has lost its document', async () => {
    const server = await startServer();
    const ann = startEditor(server);
    ann.text.insert(0, 'kept');
    await synced(ann);
    server.doc = new Y.Doc();
    await synced(startEditor(server, { doc: ann.doc }));
    expect(server.doc.getText('text').toString()).toBe('kept');
  });

  it('tells why an update is refused, and sends it again with the next edit', async () => {
    const server = await startServer();
    const ann = startEditor(server);
    await synced(ann);
    server.refusal = full;
    ann.text.insert(0, 'too much');
    await waitFor(() => ann.provider.state.refusal !== undefined, 'the refusal');
    expect(ann.provider.state).toEqual({ isSynced: true, pending: 1, refusal: full });
    server.refusal = undefined;
    ann.text.delete(3, 5);
    await synced(ann);
    expect({ text: server.doc.getText('text').toString(), refusal: ann.provider.state.refusal }).toEqual({
      text: 'too',
      refusal: undefined,
    });
  });

  it('tells why a room is refused', async () => {
    const { provider } = startEditor(await startServer(), { id: 'another' });
    const errors: Error[] = [];
    provider.on('error', (error) => errors.push(error));
    await waitFor(() => errors.length > 0, 'the refusal');
    expect(errors.map(({ name }) => name)).toEqual(['Forbidden']);
  });

  it('tells of bytes that are no update, and goes on', async () => {
    const server = await startServer();
    const ann = startEditor(server);
    const errors: Error[] = [];
    ann.provider.on('error', (error) => errors.push(error));
    await synced(ann);
    await server.publish('update', Uint8Array.of(1, 2, 3));
    await server.publish('awareness', Uint8Array.of(1, 2, 3));
    server.doc.on('update', (update: Uint8Array) => void server.publish('update', update));
    server.doc.getText('text').insert(0, 'on');
    await reads('on', ann);
    expect(errors.map(({ message }) => message)).toEqual(Array(2).fill('the room sent what Yjs does not understand'));
  });

  it('tells others of its awareness, those who come later too, and that it is gone', async () => {
    const server = await startServer();
    const ann = startEditor(server);
    ann.provider.awareness.setLocalState({ name: 'Ann' });
    await synced(ann);
    const bob = startEditor(server);
    await waitFor(() => seen(bob, ann)?.name === 'Ann', 'Bob to see Ann');
    ann.provider.awareness.setLocalStateField('cursor', 7);
    await waitFor(() => seen(bob, ann)?.cursor === 7, 'Bob to see the cursor');
    ann.provider.destroy();
    await waitFor(() => seen(bob, ann) === undefined, 'Bob to see that Ann is gone');
  });

  it('leaves what its undo manager must not touch to others', async () => {
    const server = await startServer();
    const [ann, bob] = [startEditor(server), startEditor(server)];
    await synced(ann, bob);
    const undo = new Y.UndoManager(ann.text, { trackedOrigins: new Set([null]) });
    ann.text.insert(0, 'ann');
    await reads('ann', bob);
    bob.text.insert(3, ' bob');
    await reads('ann bob', ann);
    undo.undo();
    await reads(' bob', ann, bob);
  });

  it('does nothing any more once it is destroyed', async () => {
    const server = await startServer();
    const [ann, bob] = [startEditor(server), startEditor(server)];
    await synced(ann, bob);
    ann.provider.destroy();
    ann.text.insert(0, 'unsent');
    bob.text.insert(0, 'sent');
    await synced(bob);
    expect({ ann: ann.text.toString(), server: server.doc.getText('text').toString() }).toEqual({ ann: 'unsent', server: 'sent' });
  });
});
