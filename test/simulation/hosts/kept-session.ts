import type { HelloParams, ServerSession } from '@trunkline/protocol/wire';

/** What the simulation knows of one session at a server. */
export interface KeptSession {
  readonly name: string;
  readonly session: ServerSession;
  readonly token: string;
  readonly principal: string | null;
  readonly codec: string;
  /** The highest generation that was accepted for it. */
  generation: number;
  /** Handlers that run. */
  running: number;
  /** Notifications that were sent. */
  notified: number;
  isEnded: boolean;
  /** When it lost its connection, by its server's clock; `undefined` while it has one. */
  detachedAt: number | undefined;
}

/** What must become of a hello that offers a session. `open`: it depends on what the outboxes still hold. */
export type ResumeVerdict = 'outdated' | 'resumed' | 'open' | 'fresh';

/** Judges a hello by what really is (protocol §4). */
export function judgeOffer(
  hello: HelloParams,
  principal: string | null,
  codec: string,
  sessions: ReadonlyMap<string, Pick<KeptSession, 'principal' | 'codec' | 'generation' | 'isEnded'>>,
  hasHugeOutboxes: boolean,
): ResumeVerdict {
  if (hello.session === undefined) return 'fresh';
  const kept = sessions.get(hello.session.token);
  if (kept === undefined || kept.isEnded) return 'fresh';
  if (hello.session.generation <= kept.generation) return 'outdated';
  if (kept.principal !== principal || kept.codec !== codec) return 'fresh';
  return hasHugeOutboxes ? 'resumed' : 'open';
}
