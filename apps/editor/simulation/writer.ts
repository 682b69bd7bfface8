import { connect as connectSocket, type Socket } from 'node:net';
import { type Client, connect } from '@trunkline/client';
import { msgpack } from '@trunkline/client/msgpack';
import { provider, type RoomProvider } from '@trunkline/yjs';
import * as Y from 'yjs';
import type { Editor } from '../contract.ts';

const WORDS = ['and ', 'the ', 'trunk ', 'line ', 'over ', 'a ', 'wire '];

/** Somebody who writes by himself, over a connection that can be cut. */
export class Writer {
  readonly doc = new Y.Doc();
  readonly text = this.doc.getText('text');
  readonly client: Client<Editor>;
  readonly provider: RoomProvider;
  #socket: Socket | undefined;

  constructor(url: string, id: string, name: string) {
    const { hostname, port } = new URL(url);
    const transport = () => {
      this.#socket = connectSocket({ host: hostname, port: Number(port), noDelay: true });
      return this.#socket;
    };
    this.client = connect<Editor>(`${url}/rpc`, { codec: msgpack(), transport });
    const state = { name, color: 0, client: this.doc.clientID };
    this.provider = provider(this.client.room.document({ id }, { state }), this.doc);
  }

  /** What this one's clock stands at. */
  get clock(): number {
    return Y.getState(this.doc.store, this.doc.clientID);
  }

  /** Writes a word anywhere, as by `random` from 0 to below 1. */
  write(random: () => number): void {
    const word = WORDS[Math.floor(random() * WORDS.length)] ?? '';
    this.text.insert(Math.floor(random() * (this.text.length + 1)), word);
  }

  /** Takes a few letters away, if there are some. */
  erase(random: () => number): void {
    const from = Math.floor(random() * this.text.length);
    this.text.delete(from, Math.min(3, this.text.length - from));
  }

  /** Cuts the connection. */
  drop(): void {
    this.#socket?.resetAndDestroy();
  }

  async close(): Promise<void> {
    this.provider.destroy();
    await this.client.close();
  }
}
