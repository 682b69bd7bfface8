import type { Client } from '@trunkline/client';
import type { NewOrder, Ticker } from '../../contract.ts';
import { count, money, price } from '../format.ts';
import type { Field } from './draft.ts';

/** How a call of `orders.place` ended. */
export type PlaceOutcome = Awaited<ReturnType<Client<Ticker>['safe']['orders']['place']>>;

/** What became of an order, in words. */
export interface Verdict {
  readonly outcome: 'filled' | 'refused' | 'unknown';
  readonly text: string;
  /** The field of the ticket that has to be another one. */
  readonly field?: Field;
}

/** Says what became of an order. An unknown outcome is said to be one. */
export function verdictOf({ quantity, side }: NewOrder, outcome: PlaceOutcome): Verdict {
  if (!outcome.ok) return refusalOf(outcome.error);
  const { filled, averagePrice } = outcome.value;
  const done = side === 'buy' ? 'Bought' : 'Sold';
  if (filled === 0) return { outcome: 'refused', text: 'Nobody offers within that limit', field: 'limit' };
  if (filled < quantity)
    return {
      outcome: 'filled',
      text: `${done} ${count(filled)} of ${count(quantity)} at ${price(averagePrice)}, no more within the limit`,
    };
  return { outcome: 'filled', text: `${done} at ${price(averagePrice)}` };
}

type PlaceError = Extract<PlaceOutcome, { readonly ok: false }>['error'];

function refusalOf(error: PlaceError): Verdict {
  switch (error.name) {
    case 'PriceOutOfBand':
      return { outcome: 'refused', text: `Between ${price(error.data.low)} and ${price(error.data.high)}`, field: 'limit' };
    case 'NotEnoughCash':
      return { outcome: 'refused', text: `${money(error.data.needed)} needed, ${money(error.data.available)} there`, field: 'quantity' };
    case 'NotEnoughShares':
      return { outcome: 'refused', text: `You hold ${count(error.data.available)}`, field: 'quantity' };
    case 'MarketHalted':
      return { outcome: 'refused', text: 'Trading is halted: the price moved too far too fast' };
    case 'UnknownSymbol':
      return { outcome: 'refused', text: `Nothing trades as ${error.data.symbol}` };
    case 'OutcomeUnknown':
      return { outcome: 'unknown', text: 'Its answer is lost: it may be filled' };
    default:
      return { outcome: 'refused', text: `Refused: ${error.name}` };
  }
}
