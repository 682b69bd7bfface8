import type { Host } from '../kernel/host.ts';

/** Where, in this step, a session is really lost: only then may a call end as unknown without its caller having given up. */
export class SessionLosses {
  readonly #hosts = new Set<Host>();

  noteAt(host: Host): void {
    this.#hosts.add(host);
  }

  /** Tells whether there was a loss at a host since it was asked last. */
  take(host: Host): boolean {
    return this.#hosts.delete(host);
  }
}
