import websocket from '@fastify/websocket';
import trunkline from '@trunkline/fastify';
import Fastify from 'fastify';
import { RPC_PATH } from '../payloads.ts';
import { station } from '../rpc/station.ts';
import { portOf, type Started } from './started.ts';
import { implementStation } from './trunkline-fastify.ts';

/** Our server on a route of `@fastify/websocket`: the sockets are those of `ws`. */
export async function startTrunklineWs(): Promise<Started> {
  const app = Fastify();
  await app.register(websocket);
  await app.register(trunkline, { contract: station, path: '/unused' });
  await app.register((child, _, done) => {
    child.get(RPC_PATH, { websocket: true }, child.rpc.handleWebSocket);
    done();
  });
  implementStation(app.rpc);
  await app.listen({ port: 0, host: '127.0.0.1' });
  return { port: portOf(app.server.address()) };
}
