import { connect } from '@trunkline/client';
import { provider } from '@trunkline/yjs';
import { expect, it, onTestFinished } from 'vitest';
import * as Y from 'yjs';
import type { Editor } from '../../contract.ts';
import { Documents } from '../../server/documents/documents.ts';
import { DocumentStore } from '../../server/store/document-store.ts';
import { ServerProcess } from '../../simulation/server-process.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFile } from '../support/storage.ts';
import { textOf } from '../support/written.ts';

const KILLS = 2;

it('has, whenever it is killed, what it acknowledged, and in the end all that was written', async () => {
  const file = temporaryFile();
  const server = await ServerProcess.start(file);
  onTestFinished(() => server.kill());
  const store = new DocumentStore(file);
  const [document] = store.documents();
  const id = document?.id ?? '';
  const client = connect<Editor>(`${server.url}/rpc`);
  const doc = new Y.Doc();
  const text = doc.getText('text');
  const own = provider(client.room.document({ id }, { state: { name: 'Ann', color: 0, client: doc.clientID } }), doc);
  onTestFinished(() => client.close());
  await eventually(() => expect(own.state.isSynced).toBe(true));

  let written = 0;
  let acknowledged = 0;
  let isWriting = true;
  own.on('state', ({ pending }) => {
    acknowledged = written - pending;
    // One more, as soon as there is an answer.
    if (pending < 3 && isWriting) queueMicrotask(() => write());
  });
  const write = () => {
    written += 1;
    text.insert(text.length, `<${written}>`);
  };
  write();
  for (let kill = 1; kill <= KILLS; kill += 1) {
    await eventually(() => expect(acknowledged).toBeGreaterThan(40 * kill));
    const promised = acknowledged;
    await server.kill();
    expect(numbers(textOf(...store.read(id)))).toEqual(expect.arrayContaining(upTo(promised)));
    await server.restart();
  }
  isWriting = false;
  await eventually(() => expect(own.state.pending).toBe(0));
  own.destroy();
  await server.kill();
  expect(numbers(textOf(new Documents(store).state(id)))).toEqual(upTo(written));
  // Three starts of a process, and a client that waits longer after each failure.
}, 90_000);

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
const numbers = (text: string) => [...text.matchAll(/<(\d+)>/g)].map(([, number]) => Number(number));
