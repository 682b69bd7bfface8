import type { Position } from '@trunkline/broker';
import type { Codec } from '@trunkline/protocol/wire';
import { SharedMessage } from '../link/server-link.ts';

/** A room's state at a position, serialised once for each codec. */
export class Snapshot {
  readonly position: Position;
  readonly #room: number;
  readonly #data: unknown;
  readonly #messages = new Map<Codec, SharedMessage>();

  constructor(room: number, position: Position, data: unknown) {
    this.#room = room;
    this.position = position;
    this.#data = data;
  }

  /** @throws {TypeError} when the data are not plain. */
  message(codec: Codec): SharedMessage {
    let message = this.#messages.get(codec);
    if (message === undefined) {
      const { epoch, offset } = this.position;
      message = new SharedMessage(codec.encode({ kind: 'snapshot', room: this.#room, epoch, offset, data: this.#data }));
      this.#messages.set(codec, message);
    }
    return message;
  }
}
