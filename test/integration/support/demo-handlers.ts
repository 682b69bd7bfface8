import { RpcError } from '@trunkline/fastify';
import type { FastifyInstance } from 'fastify';
import { demo } from './demo-contract.ts';

/** What tests see of the handlers, and how they let those go that wait. */
export class DemoRecord {
  /** What was kept and said, in order. */
  readonly notes: string[] = [];
  /** Names of held calls that were aborted, with why. */
  readonly aborts: string[] = [];
  readonly #held = new Map<string, () => void>();

  /** The names of calls that are held. */
  get held(): readonly string[] {
    return [...this.#held.keys()];
  }

  /** Lets a held call be answered. */
  release(name: string): void {
    this.#held.get(name)?.();
    this.#held.delete(name);
  }

  hold(name: string, signal: AbortSignal): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#held.set(name, () => resolve(`held ${name}`));
      signal.addEventListener('abort', () => {
        this.aborts.push(`${name}: ${signal.reason instanceof RpcError ? signal.reason.name : String(signal.reason)}`);
        this.#held.delete(name);
        reject(signal.reason);
      });
    });
  }
}

/** Who a context says it is. */
function userOf(context: object): string | null {
  const user: unknown = Reflect.get(context, 'user');
  return typeof user === 'string' ? user : null;
}

/** Implements the demo contract, all of it. */
export function implementDemo(app: FastifyInstance, record: DemoRecord): void {
  const { procedures, topics } = demo;
  app.rpc.implement(procedures, {
    add: ({ a, b }) => a + b,
    whoAmI: (_, call) => userOf(call.context),
    reverse: ({ bytes }) => bytes.slice().reverse(),
    hold: ({ name }, call) => record.hold(name, call.signal),
    pay({ amount }, call) {
      if (amount > 500) throw call.error('Broke', { missing: amount - 500 });
    },
    explode() {
      throw new Error('a secret');
    },
    speak({ text }, call) {
      call.log.info({}, text);
    },
    fill: ({ size }) => 'x'.repeat(size),
    async *count({ to }) {
      for (let n = 1; n <= to; n += 1) yield await Promise.resolve(n);
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
    notes: {
      keep({ text }) {
        record.notes.push(text);
      },
    },
  });
  app.rpc.topic(topics.chat, {
    authorize: ({ room }, peer, action) => room !== 'secret' || (action === 'join' && userOf(peer.context) === 'ann'),
    onPublish: (_, { data }) => data,
  });
  app.rpc.topic(topics.board, { snapshot: () => ({ total: 40 }) });
}
