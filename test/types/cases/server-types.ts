import type { TypeCase } from '../type-case.ts';

/** What compiles of a server whose `Context` has a user. */
export const serverTypes: readonly TypeCase[] = [
  {
    name: 'registration with a context',
    code: `await app.register(trunkline, { contract: market, context: () => ({ user: { id: '1', isTrader: true } }), principal: (context) => context.user.id });`,
    says: [],
  },
  {
    name: 'registration with every option',
    code: `await app.register(trunkline, {
  contract: market,
  path: '/live',
  context: async (request) => ({ user: { id: request.id, isTrader: false } }),
  principal: (context) => (context.user.isTrader ? context.user.id : null),
  authenticate: (auth, { context, request }) => ({ ...context, user: { id: request.ip + String(auth), isTrader: false } }),
  expiresAt: ({ user }) => (user.isTrader ? new Date() : undefined),
  origins: ['https://app.example'],
  broker: memoryBroker(),
  limits: { rooms: 5, calls: { perSecond: 1, burst: 1 } },
  plain: true,
  resume: true,
  drainMs: 5,
  checkOutput: true,
});`,
    says: [],
  },
  {
    name: 'handlers of all procedures at once, each with its params, context and peer',
    code: `rpc.implement(procedures, {
  quote(params, call) {
    same<typeof params, { symbol: string }>();
    same<typeof call.context, Context>();
    same<typeof call.peer, Peer | undefined>();
    if (call.context.user.isTrader) throw call.error('UnknownSymbol', params);
    return quoted;
  },
  async *candles() { yield { at: '', close: 1 }; },
  async importTrades(_, call) { let count = 0; for await (const { size } of call.input) count += size; return { count }; },
  async *converse(_, call) { for await (const { symbol } of call.input) yield { at: symbol, close: 1 }; return true; },
  orders: { place: ({ symbol }) => symbol, limits: { set: () => {} } },
  ping() {},
  search: () => [],
  decoded: ({ when }) => when,
  zod: ({ size, unit }) => ({ size: String(size) + unit }),
  async *valibot({ size }) { yield String(size); },
  upload: async (_, call) => { for await (const bytes of call.input) return bytes; return new Uint8Array(); },
});`,
    says: [],
  },
  {
    name: 'one procedure, a namespace and a pick',
    code: `rpc.implement(procedures.ping, () => {});
rpc.implement(procedures.orders, { place: () => '', limits: { set: () => {} } });
rpc.implement({ place: procedures.orders.place, ping: procedures.ping }, { place: () => '', ping() {} });`,
    says: [],
  },
  {
    name: 'handlers in files of their own',
    code: `const quote: Handler<Market['procedures']['quote']> = ({ symbol }, call) => ({ symbol: symbol + call.context.user.id, bid: 1 });
const candles: Handler<Market['procedures']['candles']> = async function* () { yield { at: '', close: 1 }; };
const orders: Handlers<Market['procedures']['orders']> = { place: ({ symbol }) => symbol, limits: { set() {} } };
rpc.implement({ quote: procedures.quote, candles: procedures.candles }, { quote, candles });
rpc.implement(procedures.orders, orders);`,
    says: [],
  },
  {
    name: 'topics',
    code: `rpc.topic(topics.prices, {
  authorize: ({ symbol }, peer, action) => action === 'join' || (symbol !== '' && peer.context.user.isTrader),
  snapshot: async () => quoted,
  onPublish: ({ symbol }, event) => {
    if (event.name === 'trade') same<typeof event.data, { symbol: string; size: number }>();
    return event.name === 'typing' ? { on: true } : { symbol, size: 1 };
  },
});
rpc.topic(topics.news, {});
const prices: TopicHandler<Market['topics']['prices']> = { snapshot: () => at({ epoch: '', offset: 1 }, quoted) };
rpc.topic(topics.prices, prices);`,
    says: [],
  },
  {
    name: 'rooms',
    code: `const room = rpc.room(topics.prices, { symbol: 'ACME' });
same<ReturnType<typeof room.members>, Promise<readonly { readonly id: string; readonly state: { name: string } }[]>>;
const { offset } = await room.publish('trade', { symbol: '', size: 1 }, { key: 'a' });
same<typeof offset, number>();
same<Awaited<ReturnType<typeof room.publish<'tick'>>>, undefined>();
await rpc.room(topics.news).publish('published', '');`,
    says: [],
  },
  {
    name: 'peers, their context, and calls of clients',
    code: `for (const peer of rpc.peers()) {
  same<typeof peer.context, Context>();
  const isSure = await peer.call(market.client.confirm, { text: '', when: new Date() }, { timeoutMs: 5 });
  same<typeof isSure, boolean>();
  peer.close(4503, 'banned');
}
const count = rpc.disconnect({ where: ({ context }) => context.user.id === '1', code: 4503 });
same<typeof count, number>();`,
    says: [],
  },
  {
    name: 'a route of the WebSocket plugin of Fastify',
    code: `await app.register(websocket);
app.get('/ws', { websocket: true }, rpc.handleWebSocket);
app.get('/other', { websocket: true }, (socket, request) => rpc.handleWebSocket(socket, request));`,
    says: [],
  },
  {
    name: 'connections in memory',
    code: `const socket = await rpc.inject({ protocols: ['trunkline.v1.json'], headers: { authorization: '' } });
socket.send('');
await rpc.inject();`,
    says: [],
  },
  {
    name: 'options and logs that are passed on',
    code: `const options: TrunklineOptions = { contract: market, context: () => ({ user: { id: '', isTrader: true } }), principal: () => null };
const log = (call: CallGiven) => call.log.info({ user: call.context.user.id }, '');
const trades = (event: ClientEvent<Market['topics']['prices']['events'], 'trade'>) => event.data.size + (event.key ?? '').length;`,
    says: [],
  },
];
