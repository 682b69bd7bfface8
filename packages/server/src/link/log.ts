/** A logger as Fastify and pino have it. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  /** A logger that says these fields with everything. */
  child(fields: object): Log;
}
