/** Credentials as servers of hub worlds read them. */
export interface Credentials {
  /** Whom a client says that it is. */
  readonly principal: string | null;
  /** Rooms that it may not be in. */
  readonly denied: readonly string[];
  /** After which they expire, in ms. */
  readonly expiresInMs?: number | undefined;
}

/** Whom a client says that it is. */
export function principalOf(auth: unknown): string | null {
  return typeof auth === 'object' && auth !== null && 'principal' in auth && typeof auth.principal === 'string' ? auth.principal : null;
}

/** The rooms that a client's credentials do not allow. */
export function deniedOf(auth: unknown): ReadonlySet<string> {
  const denied: unknown = typeof auth === 'object' && auth !== null && 'denied' in auth ? auth.denied : [];
  return new Set(Array.isArray(denied) ? denied.map(String) : []);
}

/** After how many ms they expire; `undefined`: never. */
export function expiresInMsOf(auth: unknown): number | undefined {
  const expiresInMs: unknown = typeof auth === 'object' && auth !== null && 'expiresInMs' in auth ? auth.expiresInMs : undefined;
  return typeof expiresInMs === 'number' ? expiresInMs : undefined;
}
