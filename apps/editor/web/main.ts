import { connect } from '@trunkline/client';
import { msgpack } from '@trunkline/client/msgpack';
import type { Editor } from '../contract.ts';
import { Pill } from './connection/pill.ts';
import { DocumentList } from './documents/document-list.ts';
import { Title } from './documents/title.ts';
import { Me } from './people/me.ts';
import { People } from './people/people.ts';
import { followTheme } from './theme.ts';
import { Desk } from './writing/desk.ts';
import { Sessions } from './writing/sessions.ts';
import { Unsent } from './writing/unsent.ts';

/** Which document was open last. */
const LAST_KEY = 'editor.last';

followTheme();
const client = connect<Editor>(new URL('rpc', document.baseURI), { codec: msgpack() });
const me = new Me();
const people = new People(me);
const desk = new Desk();
const title = new Title(client);
let isNew = false;

const sessions = new Sessions(client, me, new Unsent(localStorage), {
  changed: () => show(),
  refused: (id, { message }) => {
    if (id === wanted()) desk.say(`This document cannot be opened: ${message}.`);
  },
});
const list = new DocumentList(client, {
  changed: () => {
    if (wanted() === '') open(list.shelf.get(localStorage.getItem(LAST_KEY) ?? '')?.id ?? list.shelf.documents[0]?.id ?? '');
    show();
  },
  created: (id) => {
    isNew = true;
    open(id);
  },
});
const pill = new Pill(client, () => ({
  isSynced: desk.session?.provider.state.isSynced ?? false,
  pending: sessions.pending,
  refusal: desk.session?.provider.state.refusal,
}));

// Whoever goes is gone at once, for others too. A page that comes back from the browser's own memory starts anew.
addEventListener('pagehide', () => void client.close());
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});
addEventListener('hashchange', () => void turnTo(wanted()));
if (wanted() !== '') void turnTo(wanted());

function wanted(): string {
  return location.hash.slice(1);
}

function open(id: string): void {
  if (id !== '') location.hash = id;
}

async function turnTo(id: string): Promise<void> {
  list.choose(id);
  desk.clear();
  const session = await sessions.show(id);
  // Somebody was faster.
  if (id !== wanted()) return;
  localStorage.setItem(LAST_KEY, id);
  desk.lay(session);
  show();
  if (isNew) title.ask();
  else desk.focus();
  isNew = false;
}

function show(): void {
  const { session } = desk;
  if (session !== undefined) {
    people.show(session.people, session.doc.clientID);
    title.show(session.id, list.shelf.get(session.id)?.title ?? 'Untitled');
  }
  pill.show();
}
