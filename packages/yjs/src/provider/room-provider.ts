import { ObservableV2 } from 'lib0/observable';
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import { applyUpdate, type Doc } from 'yjs';
import { AwarenessSender } from '../awareness/awareness-sender.ts';
import { receiveAwareness } from '../awareness/receive-awareness.ts';
import type { YjsRoom } from '../room/yjs-room.ts';
import { missingUpdate } from '../updates/missing-update.ts';
import { type After, UpdateSender } from '../updates/update-sender.ts';

/** How a document stands with the server. */
export interface ProviderState {
  /** Whether the document has held the server's state once. What others write follows as long as the room is joined. */
  readonly isSynced: boolean;
  /** How many edits of this client the server has not taken. A batch from an earlier run counts as one. */
  readonly pending: number;
  /** Why the server did not take what is pending, as an `RpcError`; until it takes it, which is tried again with the next edit. */
  readonly refusal: Error | undefined;
}

type ProviderEvents = {
  /** How the document stands is another. */
  state: (state: ProviderState) => void;
  /** The room was refused or revoked, or the server sent what Yjs does not understand. */
  error: (error: Error) => void;
};

/**
 * Keeps a document the same as its room: what others write comes in, what is written here goes out.
 *
 * Its updates have the provider as their origin, so that an `UndoManager`, which tracks only origins that it is told, leaves them alone.
 */
export class RoomProvider extends ObservableV2<ProviderEvents> {
  readonly doc: Doc;
  /** Who else is there, and where their cursors are. */
  readonly awareness: Awareness;
  readonly #room: YjsRoom;
  readonly #updates: UpdateSender;
  readonly #cursors: AwarenessSender;
  readonly #unsubscribe: readonly (() => void)[];
  /** Updates that came in this turn. */
  #inbox: Uint8Array[] = [];
  #isSynced = false;

  /** Joins the room; waits by `after`. */
  constructor(room: YjsRoom, doc: Doc, after: After) {
    super();
    this.doc = doc;
    this.awareness = new Awareness(doc);
    this.#room = room;
    this.#updates = new UpdateSender({
      publish: (update) => room.publish('update', update),
      after,
      changed: () => this.#changed(),
    });
    this.#cursors = new AwarenessSender(this.awareness, { publish: (update) => room.publish('awareness', update), after });
    doc.on('update', this.#onUpdate);
    this.awareness.on('update', this.#onAwareness);
    this.#unsubscribe = [
      room.on('snapshot', (state) => this.#take(() => this.#synced(state))),
      room.on('update', (update) => this.#receive(update)),
      room.on('awareness', (update) => this.#take(() => this.#aware(update))),
      room.on('error', (error) => this.emit('error', [error])),
    ];
    // Why it is refused `error` tells.
    room.join().catch(() => {});
    // The state that awareness begins with has the clock 0, which others take for known; this one tells them.
    this.awareness.setLocalState({});
  }

  get state(): ProviderState {
    return { isSynced: this.#isSynced, pending: this.#updates.pending, refusal: this.#updates.refusal };
  }

  /** Leaves the room, and tells others that this client is gone. What is pending stays in the document, and is sent by its next provider. */
  override destroy(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.doc.off('update', this.#onUpdate);
    this.awareness.off('update', this.#onAwareness);
    this.#updates.stop();
    this.awareness.destroy();
    // They leave before the room is left.
    this.#room.publish('awareness', encodeAwarenessUpdate(this.awareness, [this.awareness.clientID])).catch(() => {});
    void this.#room.leave();
    super.destroy();
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin !== this) this.#updates.push(update);
  };

  readonly #onAwareness = ({
    added,
    updated,
    removed,
  }: { readonly [kind in 'added' | 'updated' | 'removed']: readonly number[] }): void => {
    if ([...added, ...updated, ...removed].includes(this.doc.clientID)) this.#cursors.tell();
  };

  #receive(update: Uint8Array): void {
    this.#inbox.push(update);
    if (this.#inbox.length === 1) void Promise.resolve().then(() => this.#applyInbox());
  }

  /** What came together is one transaction, so that whoever shows the document draws it once. */
  #applyInbox(): void {
    const updates = this.#inbox;
    this.#inbox = [];
    this.doc.transact(() => {
      for (const update of updates) this.#take(() => applyUpdate(this.doc, update, this));
    }, this);
  }

  #synced(state: Uint8Array): void {
    applyUpdate(this.doc, state, this);
    this.#isSynced = true;
    this.#updates.begin(missingUpdate(this.doc, state));
  }

  #aware(update: Uint8Array): void {
    const before = this.awareness.getStates().size;
    receiveAwareness(this.awareness, update, this);
    // Whoever is new has heard nothing of those who were there.
    if (this.awareness.getStates().size > before) this.#cursors.tell();
  }

  /** No peer makes a listener throw. */
  #take(run: () => void): void {
    try {
      run();
    } catch (cause) {
      this.emit('error', [new Error('the room sent what Yjs does not understand', { cause })]);
    }
  }

  #changed(): void {
    this.emit('state', [this.state]);
  }
}
