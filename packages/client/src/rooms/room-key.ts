/**
 * A text that is the same for the same params, in whatever order their properties stand. The server's own idea of a room may be wider
 * (defaults filled in); then two names of a client stand for one place, which does no harm.
 */
export function roomKey(topic: string, params: unknown): string {
  return `${topic} ${JSON.stringify(params, sorted) ?? ''}`;
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
