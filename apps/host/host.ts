import Fastify, { type FastifyInstance } from 'fastify';
import type { Demo } from './demo.ts';
import { serveIndex } from './index-page.ts';

/** Where a host listens. */
export interface HostAddress {
  readonly host: string;
  /** 0: a free one, which stays the same over restarts. */
  readonly port: number;
}

/** Serves demos on one Fastify server, which may be replaced by another one while the demos live on. */
export class Host {
  readonly #demos: ReadonlyMap<string, Demo>;
  #address: HostAddress;
  #server: Promise<FastifyInstance> | undefined;
  #isRestarting = false;

  constructor(demos: ReadonlyMap<string, Demo>, address: HostAddress) {
    this.#demos = demos;
    this.#address = address;
  }

  /** Starts the first server. Rejects when it cannot listen. @returns the URL of the index. */
  async start(): Promise<string> {
    this.#server = Promise.resolve(await this.#listen());
    return `http://${browsable(this.#address.host)}:${this.#address.port}/`;
  }

  /** Replaces the server; asked again meanwhile, nothing more happens. A server that cannot come back ends the process. */
  restart(): void {
    if (this.#isRestarting) return;
    this.#isRestarting = true;
    this.#server = this.#server?.then(async (app) => {
      await app.close();
      const next = await this.#listen();
      this.#isRestarting = false;
      return next;
    });
  }

  /** Drains the server and lets go of the demos. */
  async close(): Promise<void> {
    const app = await this.#server;
    await app?.close();
    for (const demo of this.#demos.values()) await demo.close();
  }

  async #listen(): Promise<FastifyInstance> {
    const app = Fastify({ logger: { level: 'warn' }, forceCloseConnections: 'idle' });
    serveIndex(app, this.#demos);
    // The URLs of a page are relative to where it is.
    app.addHook('onRequest', (request, reply, done) => {
      const name = request.url.slice(1);
      if (this.#demos.has(name)) reply.redirect(`${name}/`);
      else done();
    });
    for (const [name, { plugin }] of this.#demos) {
      await app.register(plugin, { prefix: `/${name}`, restart: () => this.restart() });
    }
    try {
      const { port } = new URL(await app.listen(this.#address));
      this.#address = { ...this.#address, port: Number(port) };
      return app;
    } catch (error) {
      await app.close();
      throw error;
    }
  }
}

/** How a browser on this machine writes a host: what listens everywhere is at the loopback address too. */
function browsable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
