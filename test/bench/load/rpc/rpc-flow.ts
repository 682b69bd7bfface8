import type { Post, Reading } from '../../rpc/station.ts';
import type { RpcWorkload } from '../../workload.ts';
import type { Flow } from '../flow.ts';
import type { RpcClient } from './rpc-client.ts';

const POST: Post = { room: 'lobby', text: 'is anybody there?', isUrgent: false };

/** Prepares calls: every client keeps its depth filled until the flow stops. Counts answers, of streams their items. */
export async function rpcFlow(clients: readonly RpcClient[], { depth, items }: RpcWorkload): Promise<Flow> {
  for (const client of clients) await probe(client);
  let isRunning = false;
  let messages = 0;
  let loops: Promise<void>[] = [];
  const callOnce = async (client: RpcClient) => {
    await client.post(POST);
    messages++;
  };
  const streamOnce = (client: RpcClient) =>
    client.follow({ symbol: 'ACME', count: items }, () => {
      messages++;
    });
  const loop = async (client: RpcClient) => {
    while (isRunning) await (items === 0 ? callOnce(client) : streamOnce(client));
  };
  return {
    start() {
      isRunning = true;
      messages = 0;
      loops = clients.flatMap((client) => Array.from({ length: depth }, () => loop(client)));
    },
    async stop() {
      isRunning = false;
      await Promise.all(loops);
      return messages;
    },
  };
}

/** Sees that a client's calls and streams come through whole. @throws when they do not. */
async function probe(client: RpcClient): Promise<void> {
  const receipt = await client.post(POST);
  if (receipt.offset !== POST.text.length || !receipt.isNew) throw new Error(`the server answered ${JSON.stringify(receipt)}`);
  const readings: Reading[] = [];
  await client.follow({ symbol: 'ACME', count: 3 }, (item) => {
    readings.push(item);
  });
  const ticks = readings.map(({ tick }) => tick).join();
  if (ticks !== '0,1,2') throw new Error(`the server streamed the ticks ${ticks}`);
}
