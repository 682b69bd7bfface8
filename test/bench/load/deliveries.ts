import { SOCKET_IO_EVENT } from '../payloads.ts';
import type { Candidate } from '../workload.ts';

/** Tells how many publications of `text` a message of the server brings. @throws when it is something else. */
export function countDeliveries(candidate: Candidate, message: string, text: string): number {
  if (candidate === 'trunkline-fastify') return countEvents(message, text);
  if (message === (candidate === 'socket.io' ? `42["${SOCKET_IO_EVENT}",${text}]` : text)) return 1;
  throw new Error(`the server published something else: ${message.slice(0, 200)}`);
}

/** Those of one turn come in one `$/events` (protocol §2.12), a lone one in a `$/event` (§2.11). */
function countEvents(message: string, text: string): number {
  const lone = /^\{"jsonrpc":"2\.0","method":"\$\/event","params":\[\d+,0,(.*)\]\}$/s.exec(message);
  const many = /^\{"jsonrpc":"2\.0","method":"\$\/events","params":\[\d+,0,\[(.*)\]\]\}$/s.exec(message);
  const event = `"note",${text}`;
  if (lone?.[1] === event) return 1;
  const count = many?.[1]?.split(`[${event}]`).length ?? 1;
  if (count > 1 && many?.[1] === Array.from({ length: count - 1 }, () => `[${event}]`).join()) return count - 1;
  throw new Error(`the server published something else: ${message.slice(0, 200)}`);
}
