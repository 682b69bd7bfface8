import type { Log } from '../../src/link/log.ts';
import { RecordedLog } from './recorded-log.ts';

/** A log that reads what it is given at once, as one does that writes JSON. */
export class ReadingLog extends RecordedLog {
  override debug(fields: object, message: string): void {
    read(fields);
    super.debug(fields, message);
  }

  override info(fields: object, message: string): void {
    read(fields);
    super.info(fields, message);
  }

  override warn(fields: object, message: string): void {
    read(fields);
    super.warn(fields, message);
  }

  override error(fields: object, message: string): void {
    read(fields);
    super.error(fields, message);
  }

  override child(): Log {
    return this;
  }
}

function read(fields: object): void {
  for (const value of Object.values(fields)) if (typeof value === 'object' && value !== null) void Object.values(value);
}
