import { createServer } from 'node:http';
import { initTRPC } from '@trpc/server';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { WebSocketServer } from 'ws';
import { parseFollow, parsePost } from '../rpc/checks.ts';
import { readingsOf, receiptOf } from '../rpc/service.ts';
import { listen, type Started } from './started.ts';

const { procedure, router } = initTRPC.create();

const stationRouter = router({
  post: procedure.input(parsePost).mutation(({ input }) => receiptOf(input)),
  follow: procedure.input(parseFollow).subscription(({ input }) => readingsOf(input)),
});

/** What types the client. */
export type StationRouter = typeof stationRouter;

/** tRPC over its WebSocket adapter, without a keepalive, which is its default. */
export async function startTrpc(): Promise<Started> {
  const http = createServer();
  applyWSSHandler({ wss: new WebSocketServer({ server: http }), router: stationRouter });
  return { port: await listen(http) };
}
