import type { Handlers } from '@trunkline/fastify';
import type { Ticker } from '../contract.ts';
import type { Market } from '../exchange/market/market.ts';
import { requireTrader } from './trader.ts';
import { cents, dollars, wireExecution } from './wire.ts';

/** Serves orders; what a market refuses is one of the errors of the contract. */
export function ordersOf(market: Market): Handlers<Ticker['procedures']['orders']> {
  return {
    place(order, call) {
      const placement = market.place({ ...order, limit: cents(order.limit) }, requireTrader(call.context), Date.now());
      if (placement.kind === 'executed') return wireExecution(placement.execution);
      const { refusal } = placement;
      switch (refusal.name) {
        case 'UnknownSymbol':
          throw call.error('UnknownSymbol', { symbol: refusal.symbol });
        case 'MarketHalted':
          throw call.error('MarketHalted');
        case 'PriceOutOfBand':
          throw call.error('PriceOutOfBand', { low: dollars(refusal.low), high: dollars(refusal.high) });
        case 'NotEnoughCash':
          throw call.error('NotEnoughCash', { available: dollars(refusal.available), needed: dollars(refusal.needed) });
        case 'NotEnoughShares':
          throw call.error('NotEnoughShares', { available: refusal.available });
      }
    },
  };
}
