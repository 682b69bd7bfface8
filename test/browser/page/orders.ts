import { isError } from '@trunkline/client';
import type { Visitor } from './visitor.ts';

/** Something that a test has a page do. What it answers the test compares. */
type Order = (visitor: Visitor, text: string) => unknown;

const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, index) => index);

async function listOf<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** Calls of every shape. */
const calls = {
  add: ({ client }) => client.call.add({ a: 2, b: 3 }),
  whoAmI: ({ client }) => client.call.whoAmI(),
  wait: ({ client }, name) => client.call.wait({ name }),
  tell: ({ client }, text) => client.call.tell({ text }),
  count: ({ client }) => listOf(client.stream.count({ to: 100 })),
  sum: ({ client }) => client.call.sum(undefined, { input: [1, 2, 3] }),
  async shout({ client }) {
    const stream = client.stream.shout(undefined, { input: ['a', 'b', 'c'] });
    return { items: await listOf(stream), result: await stream.result() };
  },
  async leave({ client }) {
    const items: number[] = [];
    for await (const item of client.stream.count({ to: Number.MAX_SAFE_INTEGER })) {
      items.push(item);
      if (item === 3) break;
    }
    return items;
  },
  reverse: ({ client }) => client.call.reverse({ bytes: EVERY_BYTE }),
  crops: ({ client }) => listOf(client.stream.crops(undefined, { input: [EVERY_BYTE, EVERY_BYTE.subarray(250)] })),
} satisfies Record<string, Order>;

/** Errors, thrown and as outcomes. */
const errors = {
  async pay({ client }, amount) {
    const outcome = await client.safe.pay({ amount: Number(amount) });
    if (outcome.ok) return 'paid';
    return outcome.error.name === 'Broke' ? outcome.error.data : outcome.error.name;
  },
  async payOrThrow({ client }, amount) {
    try {
      await client.call.pay({ amount: Number(amount) });
      return 'paid';
    } catch (error) {
      return isError(error, client.call.pay, 'Broke') ? error.data : String(error);
    }
  },
  async tellAmiss({ client }) {
    const outcome = await client.safe.tell(JSON.parse('{ "text": 5 }'));
    return outcome.ok ? 'told' : outcome.error.name;
  },
  async timeOut({ client }) {
    const outcome = await client.safe.wait({ name: 'for nobody' }, { timeoutMs: 50 });
    return outcome.ok ? 'answered' : outcome.error.name;
  },
} satisfies Record<string, Order>;

/** What one does in a room. */
const rooms = {
  async join({ room }, name) {
    room.setState({ name });
    await room.join();
  },
  leaveRoom: ({ room }) => room.leave(),
  say: ({ room }, text) => room.publish('said', { text }),
  draw: ({ room }) => room.publish('drawn', { bytes: EVERY_BYTE }),
  type: ({ room }) => room.publish('typing', { on: true }),
  rename: ({ room }, name) => room.setState({ name }),
  members: ({ room }) => room.members.map(({ state }) => state.name).sort(),
  deliveries: ({ deliveries }) => deliveries,
  async loop({ client }, room) {
    const texts: string[] = [];
    for await (const delivery of client.room.chat({ room }, { state: { name: 'reader' } })) {
      if (delivery.kind === 'said') texts.push(delivery.data.text);
      if (texts.length === 2) break;
    }
    return texts;
  },
} satisfies Record<string, Order>;

/** What the page is like. */
const page = {
  status: ({ client }) => client.status,
  standing: ({ client, reason }) => ({ status: client.status, reason }),
  isOnline: () => navigator.onLine,
  statuses: ({ statuses }) => statuses,
  close: ({ client }) => client.close(),
  /** Proves that the policy is in force: it forbids this. */
  evaluate: () => Reflect.construct(Function, ['return 1']),
  /** Tells the server all that a test wants to know of a page that it cannot ask. */
  async watch({ client, room, statuses }) {
    const tell = (text: string) => client.safe.tell({ text });
    room.on('said', async ({ text }) => {
      await tell(`${document.visibilityState}, ${statuses.join(' ')}, ${problems.length} problems: ${text}`);
    });
    document.addEventListener('visibilitychange', () => void tell(document.visibilityState));
    document.addEventListener('freeze', () => void tell('frozen'));
    room.setState({ name: 'watcher' });
    await room.join();
  },
} satisfies Record<string, Order>;

/** All orders by their names. */
export const ORDERS: ReadonlyMap<string, Order> = new Map<string, Order>(Object.entries({ ...calls, ...errors, ...rooms, ...page }));
