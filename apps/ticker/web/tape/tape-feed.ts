import type { Client } from '@trunkline/client';
import type { Ticker } from '../../contract.ts';
import type { TapeRecord } from './tape-record.ts';

/** Reads all trades into the record, for as long as there is a client. */
export async function readTape(client: Client<Ticker>, record: TapeRecord, changed: () => void): Promise<void> {
  for await (const delivery of client.room.tape()) {
    switch (delivery.kind) {
      case 'snapshot':
        record.restart(delivery.data);
        break;
      case 'trade':
        record.accept(delivery.data, Date.now());
        break;
    }
    changed();
  }
}
