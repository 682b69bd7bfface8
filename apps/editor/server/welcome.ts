import * as Y from 'yjs';
import type { Documents } from './documents/documents.ts';
import type { Library } from './documents/library.ts';

const TEXT = `Everybody who has this page open writes in this text. Open it in a second window, and type in both.

## Things to try

- **Pull the plug.** Switch your network off and type on. Close the tab, if you like: what you wrote is kept in this browser, and merges when you are back.
- **Undo.** It takes back what *you* wrote, whatever others did meanwhile.
- **Kill the server.** What it has acknowledged is on its disk. What it has not is sent again.
- **Start something new** in the list of documents.
`;

/** Makes a first document where there is none. */
export async function welcome(library: Library, documents: Documents, now: number): Promise<void> {
  if (library.list().length > 0) return;
  const document = await library.create('Welcome', now);
  if (document === undefined) return;
  const doc = new Y.Doc();
  doc.getText('text').insert(0, TEXT);
  await documents.take(document.id, Y.encodeStateAsUpdate(doc));
}
