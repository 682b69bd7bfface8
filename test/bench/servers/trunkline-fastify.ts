import trunkline, { type Rpc } from '@trunkline/fastify';
import Fastify from 'fastify';
import { broadcastText } from '../payloads.ts';
import { readingsOf, receiptOf } from '../rpc/service.ts';
import { station } from '../rpc/station.ts';
import type { Workload } from '../workload.ts';
import { portOf, type Started } from './started.ts';

/** Our plugin, as its README uses it, with no options but the contract. */
export async function startTrunklineFastify(workload: Workload): Promise<Started> {
  const app = Fastify();
  await app.register(trunkline, { contract: station });
  implementStation(app.rpc);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const port = portOf(app.server.address());
  if (workload.kind !== 'broadcast') return { port };
  const news = app.rpc.room(station.topics.news);
  const note: unknown = JSON.parse(broadcastText(workload));
  return {
    port,
    publish(count) {
      for (let sent = 0; sent < count; sent++) void news.publish('note', note);
    },
  };
}

/** Serves the calls of the contract. */
export function implementStation(rpc: Rpc): void {
  rpc.implement(station.procedures, { post: (params) => receiptOf(params), follow: (params) => readingsOf(params) });
}
