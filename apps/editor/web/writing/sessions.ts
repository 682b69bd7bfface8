import type { Client } from '@trunkline/client';
import type { Editor } from '../../contract.ts';
import type { Me } from '../people/me.ts';
import { Session } from './session.ts';
import type { Unsent } from './unsent.ts';

/** What sessions tell. */
export interface SessionsOwner {
  /** How a document stands with the server, or who is there, is another. */
  changed(): void;
  /** The server does not let into a document. */
  refused(id: string, error: Error): void;
}

/** The documents in work: the one that is shown, and those whose edits are still to be sent. */
export class Sessions {
  readonly #client: Client<Editor>;
  readonly #me: Me;
  readonly #unsent: Unsent;
  readonly #owner: SessionsOwner;
  readonly #opening = new Map<string, Promise<Session>>();
  readonly #open = new Map<string, Session>();
  #shown = '';

  constructor(client: Client<Editor>, me: Me, unsent: Unsent, owner: SessionsOwner) {
    this.#client = client;
    this.#me = me;
    this.#unsent = unsent;
    this.#owner = owner;
    me.follow((appearance) => {
      for (const session of this.#open.values()) session.appear(appearance);
    });
    client.on('status', (status) => {
      if (status === 'live') for (const session of this.#open.values()) session.showAgain();
    });
    // Written without a connection, and the page was closed since.
    for (const id of unsent.ids) void this.#get(id);
  }

  /** Edits of all documents that the server has not taken. */
  get pending(): number {
    return [...this.#open.values()].reduce((sum, { provider }) => sum + provider.state.pending, 0);
  }

  /** Opens the document to be shown; the one that was shown before closes once its edits are sent. */
  async show(id: string): Promise<Session> {
    this.#shown = id;
    const session = await this.#get(id);
    this.#settle();
    return session;
  }

  #get(id: string): Promise<Session> {
    const opening = this.#opening.get(id) ?? this.#begin(id);
    this.#opening.set(id, opening);
    return opening;
  }

  async #begin(id: string): Promise<Session> {
    const session = await Session.open(this.#client, id, this.#me.appearance, {
      changed: () => this.#changed(id),
      refused: (error) => this.#owner.refused(id, error),
    });
    this.#open.set(id, session);
    return session;
  }

  #changed(id: string): void {
    const state = this.#open.get(id)?.provider.state;
    // Before it is synced nobody knows what the server lacks.
    if (state?.isSynced === true || (state?.pending ?? 0) > 0) this.#unsent.note(id, (state?.pending ?? 0) > 0);
    this.#settle();
    this.#owner.changed();
  }

  #settle(): void {
    for (const [id, session] of this.#open) {
      const { isSynced, pending } = session.provider.state;
      if (id === this.#shown || !isSynced || pending > 0) continue;
      this.#open.delete(id);
      this.#opening.delete(id);
      session.close();
    }
  }
}
