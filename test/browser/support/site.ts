import type { Socket } from 'node:net';
import trunkline, { type TrunklineOptions } from '@trunkline/fastify';
import { type FastifyInstance, fastify } from 'fastify';
import { onTestFinished } from 'vitest';
import { demo } from '../page/contract.ts';
import { DOCUMENTS, POLICY, SCRIPTS } from './page-files.ts';
import { SiteRecord } from './record.ts';

/** Calls that a test leaves in flight are not worth waiting for. */
const DRAIN_MS = 50;

/** How a site differs from the usual one. */
export interface SiteOptions extends Pick<TrunklineOptions, 'broker' | 'expiresAt' | 'heartbeat'> {
  /** Default: a free one. */
  readonly port?: number;
}

/** A server with a page and the demo contract. */
export interface Site {
  readonly app: FastifyInstance;
  readonly port: number;
  readonly record: SiteRecord;
  readonly room: ReturnType<typeof lobbyOf>;
  /** Where a page is. */
  url(query?: Readonly<Record<string, string>>, path?: string): string;
  /** Cuts all TCP connections. */
  cut(): void;
}

const lobbyOf = (app: FastifyInstance) => app.rpc.room(demo.topics.chat, { room: 'lobby' });

/** Starts a site; it closes when its test ends. */
export async function startSite({ port: wanted = 0, ...options }: SiteOptions = {}): Promise<Site> {
  const app = fastify({ forceCloseConnections: true });
  onTestFinished(() => app.close());
  const record = new SiteRecord();
  const sockets = new Set<Socket>();
  app.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => void sockets.delete(socket));
  });
  await app.register(trunkline, {
    contract: demo,
    drainMs: DRAIN_MS,
    authenticate: (auth) => {
      record.tickets.push(String(auth));
      return { ticket: String(auth) };
    },
    principal: () => null,
    ...options,
  });
  implementDemo(app, record);
  servePages(app);
  const { port } = new URL(await app.listen({ port: wanted, host: '127.0.0.1' }));
  return {
    app,
    port: Number(port),
    record,
    room: lobbyOf(app),
    url: (query = {}, path = '/') => `http://127.0.0.1:${port}${path}?${new URLSearchParams(query)}`,
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function servePages(app: FastifyInstance): void {
  for (const [path, html] of DOCUMENTS) {
    app.get(path, (_, reply) => reply.header('content-security-policy', POLICY).type('text/html').send(html));
  }
  for (const [path, script] of SCRIPTS) app.get(path, (_, reply) => reply.type('text/javascript').send(script));
}

function implementDemo(app: FastifyInstance, record: SiteRecord): void {
  app.rpc.implement(demo.procedures, {
    add: ({ a, b }) => a + b,
    pay({ amount }, call) {
      if (amount > 500) throw call.error('Broke', { missing: amount - 500 });
    },
    reverse: ({ bytes }) => bytes.slice().reverse(),
    whoAmI: (_, call) => String(Reflect.get(call.context, 'ticket')),
    wait: ({ name }, call) => record.wait(name, call.signal),
    tell: ({ text }) => void record.told.push(text),
    async *count({ to }) {
      let n = 0;
      try {
        while (n < to) {
          n += 1;
          yield await Promise.resolve(n);
        }
      } finally {
        record.ended.push(n);
      }
    },
    async sum(_, call) {
      let sum = 0;
      for await (const n of call.input) sum += n;
      return sum;
    },
    async *shout(_, call) {
      let count = 0;
      for await (const text of call.input) {
        count += 1;
        yield text.toUpperCase();
      }
      return count;
    },
    async *crops(_, call) {
      for await (const bytes of call.input) yield bytes.subarray(0, 3);
    },
  });
  app.rpc.topic(demo.topics.chat, { authorize: () => true });
}
