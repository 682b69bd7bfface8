/** A line of the log, read. */
export type LogLine = Readonly<Record<string, unknown>>;

/** Collects a log; `options` are for Fastify. */
export function collectedLog() {
  const lines: LogLine[] = [];
  const logger = { level: 'info', stream: { write: (line: string) => void lines.push(JSON.parse(line)) } };
  return { lines, options: { logger } };
}
