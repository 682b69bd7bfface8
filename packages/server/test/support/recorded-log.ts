import type { Log } from '../../src/link/log.ts';

/** One line of a log. */
export type Line = readonly [level: 'debug' | 'info' | 'warn' | 'error', fields: object, message: string];

/** A log that keeps its lines, those of its children too. */
export class RecordedLog implements Log {
  readonly lines: Line[];
  readonly #fields: object;

  constructor(lines: Line[] = [], fields: object = {}) {
    this.lines = lines;
    this.#fields = fields;
  }

  debug(fields: object, message: string): void {
    this.#write('debug', fields, message);
  }

  info(fields: object, message: string): void {
    this.#write('info', fields, message);
  }

  warn(fields: object, message: string): void {
    this.#write('warn', fields, message);
  }

  error(fields: object, message: string): void {
    this.#write('error', fields, message);
  }

  child(fields: object): Log {
    return new RecordedLog(this.lines, { ...this.#fields, ...fields });
  }

  #write(level: Line[0], fields: object, message: string): void {
    this.lines.push([level, { ...this.#fields, ...fields }, message]);
  }
}
