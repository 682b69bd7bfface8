import type { Client } from '@trunkline/client';
import { provider, type RoomProvider } from '@trunkline/yjs';
import { IndexeddbPersistence } from 'y-indexeddb';
import { removeAwarenessStates } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { Editor, Person } from '../../contract.ts';
import type { Appearance } from '../people/me.ts';

/** What a session tells. */
export interface SessionOwner {
  /** How it stands with the server, or who is there, is another. */
  changed(): void;
  /** The server does not let in. */
  refused(error: Error): void;
}

/** One document in work: in memory, kept in this browser, and the same as the server's while there is a connection. */
export class Session {
  readonly id: string;
  readonly doc: Y.Doc;
  readonly text: Y.Text;
  /** Takes back what this session's editor wrote, which tells it its origin, and nothing of others. */
  readonly undo: Y.UndoManager;
  readonly provider: RoomProvider;
  readonly #room: ReturnType<Client<Editor>['room']['document']>;
  readonly #kept: IndexeddbPersistence;
  readonly #owner: SessionOwner;
  #people: readonly Person[] = [];

  private constructor(client: Client<Editor>, id: string, kept: IndexeddbPersistence, appearance: Appearance, owner: SessionOwner) {
    this.id = id;
    this.doc = kept.doc;
    this.text = this.doc.getText('text');
    this.undo = new Y.UndoManager(this.text, { trackedOrigins: new Set() });
    this.#kept = kept;
    this.#owner = owner;
    this.#room = client.room.document({ id }, { state: { ...appearance, client: this.doc.clientID } });
    this.#room.on('members', (members) => this.#meet(members.map(({ state }) => state)));
    this.provider = provider(this.#room, this.doc);
    this.provider.on('state', () => owner.changed());
    this.provider.on('error', (error) => owner.refused(error));
    this.provider.awareness.setLocalStateField('user', appearance);
  }

  /** Loads what this browser has of a document, and joins its room. */
  static async open(client: Client<Editor>, id: string, appearance: Appearance, owner: SessionOwner): Promise<Session> {
    const kept = new IndexeddbPersistence(`editor ${id}`, new Y.Doc());
    // First, so that what the server lacks is found by what it has.
    await kept.whenSynced;
    return new Session(client, id, kept, appearance, owner);
  }

  /** Who has the document open. */
  get people(): readonly Person[] {
    return this.#people;
  }

  appear(appearance: Appearance): void {
    this.#room.setState({ ...appearance, client: this.doc.clientID });
    this.provider.awareness.setLocalStateField('user', appearance);
  }

  /** Tells others of the cursor again: they forgot it while there was no connection. */
  showAgain(): void {
    const { awareness } = this.provider;
    awareness.setLocalState(awareness.getLocalState());
  }

  close(): void {
    this.provider.destroy();
    this.undo.destroy();
    void this.#kept.destroy();
    this.doc.destroy();
  }

  #meet(people: readonly Person[]): void {
    const here = new Set(people.map(({ client }) => client));
    const gone = this.#people.map(({ client }) => client).filter((client) => !here.has(client));
    // Awareness itself would keep their cursors for 30 s.
    removeAwarenessStates(this.provider.awareness, gone, 'left');
    this.#people = people;
    this.#owner.changed();
  }
}
