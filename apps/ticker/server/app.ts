import { readFile } from 'node:fs/promises';
import trunkline, { memoryBroker } from '@trunkline/fastify';
import type { FastifyInstance } from 'fastify';
import { ticker } from '../contract.ts';
import { Market } from '../exchange/market/market.ts';
import { RecordedVenue } from '../exchange/recorded/recorded-venue.ts';
import { parseTrades } from '../exchange/recorded/trade-file.ts';
import { SimulatedVenue } from '../exchange/simulated/simulated-venue.ts';
import type { Venue } from '../exchange/venue.ts';
import { candlesOf } from './candles.ts';
import { startFeed } from './feed.ts';
import { ordersOf } from './orders.ts';
import { servePage } from './page.ts';
import { requireTrader, traderOf } from './trader.ts';
import { dollars, wireInstrument, wireTrade } from './wire.ts';

/** Which market it is. */
export interface OpenOptions {
  /** What decides the simulated market. Default 1. */
  readonly seed?: number | undefined;
  /** A file of recorded trades to play instead; exchange/recorded/trade-file.ts has the format. */
  readonly replay?: string | undefined;
}

/** Opens the market. Exchange and broker live on while servers come and go; each registers `plugin`, one at a time. */
export async function open(options: OpenOptions = {}) {
  const openedAt = Date.now();
  const market = new Market(await venueOf(options, openedAt));
  const broker = memoryBroker();
  return {
    title: 'Ticker',
    description: 'A live market of 200 stocks: prices, every trade, candles, and orders of your own.',
    async plugin(app: FastifyInstance, { restart }: { readonly restart: () => void }) {
      const closing = new AbortController();
      // Ahead of Trunkline's own hook, which waits for calls in flight: streams that never end would keep it waiting.
      app.addHook('preClose', (done) => {
        closing.abort();
        done();
      });
      await app.register(trunkline, {
        contract: ticker,
        broker,
        context: ({ raw }) => ({ trader: null, socket: raw.socket }),
        authenticate: (auth, { context }) => ({ ...context, trader: traderOf(auth) }),
        principal: ({ trader }) => trader,
      });
      serveMarket(app, { market, openedAt, closing: closing.signal });
      const { ping, drop, restart: restartProcedure } = ticker.procedures;
      app.rpc.implement(
        { ping, drop, restart: restartProcedure },
        { ping: () => Date.now(), drop: (_, call) => void call.context.socket.destroy(), restart: () => restart() },
      );
      await servePage(app);
    },
    close: () => broker.close(),
  };
}

async function venueOf({ seed = 1, replay }: OpenOptions, openAt: number): Promise<Venue> {
  if (replay === undefined) return new SimulatedVenue(seed, openAt);
  return new RecordedVenue(parseTrades(await readFile(replay, 'utf8')), openAt);
}

interface OpenMarket {
  readonly market: Market;
  readonly openedAt: number;
  /** Aborted when the server closes. */
  readonly closing: AbortSignal;
}

function serveMarket(app: FastifyInstance, { market, openedAt, closing }: OpenMarket): void {
  const { instruments, candles, account, orders } = ticker.procedures;
  app.rpc.implement(
    { instruments, candles, account, orders },
    {
      instruments: () => market.instruments.map(wireInstrument),
      candles: candlesOf(market, closing),
      account(_, call) {
        const { cash, positions } = market.account(requireTrader(call.context));
        return { cash: dollars(cash), positions: [...positions].map(([symbol, quantity]) => ({ symbol, quantity })) };
      },
      orders: ordersOf(market),
    },
  );
  app.rpc.topic(ticker.topics.tape, { snapshot: () => ({ openedAt, trades: market.recentTrades.map(wireTrade) }) });
  const rooms = { market: app.rpc.room(ticker.topics.market), tape: app.rpc.room(ticker.topics.tape) };
  app.addHook('onReady', (ready) => {
    const stop = startFeed(market, rooms, (error) => app.log.error(error, 'the market is not published'));
    closing.addEventListener('abort', stop);
    ready();
  });
}
