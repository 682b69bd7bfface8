import type { FastifyPluginAsync } from 'fastify';

/** What a demo gets besides its prefix. */
export interface DemoOptions {
  /** Closes the server gracefully and starts another one on the same port, with the same demos. Returns at once. */
  restart(): void;
}

/** An app of apps/, as the host sees it. What it holds lives on while servers come and go. */
export interface Demo {
  /** In two or three words. */
  readonly title: string;
  /** In a sentence. */
  readonly description: string;
  /** Serves it below a prefix; registered again on each new server. */
  readonly plugin: FastifyPluginAsync<DemoOptions>;
  /** Lets go of what it holds. Every server is closed by then. */
  close(): Promise<void>;
}
