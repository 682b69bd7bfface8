import { type Client, connect, json, type Status } from '@trunkline/client';
import { msgpack } from '@trunkline/client/msgpack';
import type { Demo } from './contract.ts';

/** The client of one page, and what it was told. */
export class Visitor {
  readonly client: Client<Demo>;
  readonly room: ReturnType<Client<Demo>['room']['chat']>;
  /** Those that it has had, in order; an attempt in vain is no change. */
  readonly statuses: Status[];
  /** Why it is as it is, where the client says so. */
  reason: string | undefined;
  /** What the room delivered, in order. */
  readonly deliveries: unknown[] = [];
  #credentials = 0;

  constructor(codec: string, contract: Demo | undefined) {
    const { host } = location;
    this.client = connect<Demo>(`ws://${host}/rpc`, {
      contract,
      codec: codec === 'msgpack' ? msgpack() : json(),
      auth: () => {
        this.#credentials += 1;
        return `ticket ${this.#credentials}`;
      },
    });
    this.statuses = [this.client.status];
    this.client.on('status', (status, { reason }) => {
      this.reason = reason;
      if (status !== this.statuses.at(-1)) this.statuses.push(status);
    });
    this.client.implement({ mirror: ({ bytes }) => bytes.slice().reverse() });
    this.room = this.client.room.chat({ room: 'lobby' });
    this.#listen();
  }

  #listen(): void {
    const { room, deliveries } = this;
    room.on('said', ({ text }, { offset }) => void deliveries.push([offset, 'said', text]));
    room.on('drawn', ({ bytes }, { offset }) => void deliveries.push([offset, 'drawn', bytes]));
    room.on('typing', ({ on }) => void deliveries.push(['typing', on]));
    room.on('gap', (_, { reason }) => void deliveries.push(['gap', reason]));
  }
}
