import { connect } from '@trunkline/client';
import Fastify, { type FastifyInstance } from 'fastify';
import { onTestFinished } from 'vitest';
import type { Ticker } from '../../contract.ts';
import { open } from '../../server/app.ts';

/** A ticker that a test serves on a port of its own, and may restart. */
export interface Serving {
  readonly url: string;
  /** How often it was started. */
  readonly starts: number;
  connect(auth?: string): ReturnType<typeof connect<Ticker>>;
}

/** Serves a ticker until the test ends. */
export async function serveTicker(): Promise<Serving> {
  const demo = await open();
  let port = 0;
  let starts = 0;
  const serve = async (): Promise<FastifyInstance> => {
    const app = Fastify();
    await app.register(demo.plugin, {
      restart: () => {
        server = server.then((previous) => previous.close()).then(serve);
      },
    });
    port = Number(new URL(await app.listen({ port, host: '127.0.0.1' })).port);
    starts += 1;
    return app;
  };
  let server = serve();
  await server;
  onTestFinished(async () => {
    await (await server).close();
    await demo.close();
  });
  return {
    url: `http://127.0.0.1:${port}`,
    get starts() {
      return starts;
    },
    connect(auth = 'the secret of ann') {
      const client = connect<Ticker>(`ws://127.0.0.1:${port}/rpc`, { auth: () => auth });
      onTestFinished(() => client.close());
      return client;
    },
  };
}
