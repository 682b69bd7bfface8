import { provider } from '@trunkline/yjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as Y from 'yjs';
import { MAX_DOCUMENT_BYTES } from '../../limits.ts';
import { eventually } from '../support/eventually.ts';
import { startServer } from '../support/server.ts';
import { Writer } from '../support/written.ts';

const ANN = { name: 'Ann', color: 1, client: 7 };

describe('the library', () => {
  it('tells everybody of documents that are created and renamed', async () => {
    const { connect } = await startServer();
    const [ann, bob] = [connect(), connect()];
    const seen: string[] = [];
    const library = bob.room.library();
    library.on('snapshot', (documents) => seen.push(...documents.map(({ title }) => title)));
    library.on('document', ({ title }) => seen.push(title));
    await library.join();
    const { id } = await ann.call.documents.create({ title: 'Minutes' });
    await ann.call.documents.rename({ id, title: 'Minutes of Monday' });
    await eventually(() => expect(seen).toEqual(['Welcome', 'Minutes', 'Minutes of Monday']));
  });

  it('refuses to rename what is not there, and titles that say nothing', async () => {
    const ann = (await startServer()).connect();
    const outcomes = [
      await ann.safe.documents.rename({ id: '0123456789abcdef', title: 'x' }),
      await ann.safe.documents.create({ title: '' }),
    ];
    expect(outcomes).toMatchObject([{ error: { name: 'UnknownDocument' } }, { error: { name: 'InvalidParams' } }]);
  });
});

describe('a document', () => {
  it('is the same for all who have it open, and for who comes later', async () => {
    const { connect, id } = await startServer();
    const docs = [new Y.Doc(), new Y.Doc()];
    const providers = docs.map((doc) => provider(connect().room.document({ id }, { state: ANN }), doc));
    onTestFinished(() => {
      for (const one of providers) one.destroy();
    });
    await eventually(() => expect(providers.every(({ state }) => state.isSynced)).toBe(true));
    for (const [index, doc] of docs.entries()) doc.getText('text').insert(0, `by ${index} `);
    await eventually(() => expect(providers.map(({ state }) => state.pending)).toEqual([0, 0]));
    const late = new Y.Doc();
    providers.push(provider(connect().room.document({ id }, { state: ANN }), late));
    await eventually(() => {
      const [first, ...others] = [...docs, late].map((doc) => doc.getText('text').toString());
      expect(others).toEqual([first, first]);
      expect(first).toMatch(/^by \d by \d Everybody who has this page open/);
    });
  });

  it('refuses what is no update, too large, or of no document, and harms nobody', async () => {
    const { connect, id } = await startServer();
    const [ann, bob] = [connect().room.document({ id }, { state: ANN }), connect().room.document({ id }, { state: ANN })];
    const received: Uint8Array[] = [];
    ann.on('update', (update) => received.push(update));
    await Promise.all([ann.join(), bob.join()]);
    const outcomes = await Promise.allSettled([
      bob.publish('update', Uint8Array.of(1, 2, 3)),
      bob.publish('update', new Writer().write('x'.repeat(MAX_DOCUMENT_BYTES))),
      bob.publish('awareness', new Uint8Array(5_000)),
      connect().room.document({ id: '0123456789abcdef' }, { state: ANN }).join(),
      connect().room.document({ id: '../etc/passwd' }, { state: ANN }).join(),
    ]);
    expect(outcomes).toMatchObject([
      { reason: { name: 'InvalidParams', message: 'this is not an update of Yjs' } },
      { reason: { name: 'TooLarge', message: 'a document, with its history, may come to 512 KiB' } },
      { reason: { name: 'TooLarge' } },
      { reason: { name: 'InvalidParams', message: 'there is no such document' } },
      { reason: { name: 'InvalidParams' } },
    ]);
    const update = new Writer().write('fine');
    await bob.publish('update', update);
    await eventually(() => expect(received).toEqual([update]));
  });

  it('takes its time to refuse, so that nobody has many documents read again', async () => {
    const { connect, id } = await startServer();
    const room = connect().room.document({ id }, { state: ANN });
    await room.join();
    const order: string[] = [];
    const refused = room.publish('update', Uint8Array.of(1)).catch(() => order.push('refused'));
    const timer = new Promise<void>((resolve) => {
      setTimeout(() => {
        order.push('400 ms');
        resolve();
      }, 400);
    });
    await Promise.all([refused, timer]);
    expect(order).toEqual(['400 ms', 'refused']);
  });

  it('is told who is there', async () => {
    const { connect, id } = await startServer();
    const [ann, bob] = [
      connect().room.document({ id }, { state: ANN }),
      connect().room.document({ id }, { state: { ...ANN, name: 'Bob', client: 8 } }),
    ];
    await Promise.all([ann.join(), bob.join()]);
    await eventually(() => expect(ann.members.map(({ state }) => state.name).sort()).toEqual(['Ann', 'Bob']));
    await bob.leave();
    await eventually(() => expect(ann.members.map(({ state }) => state.name)).toEqual(['Ann']));
  });
});
