import type { Side } from '../venue.ts';

/** Shares that are offered, or wanted, at one price. */
export interface Level {
  readonly price: number;
  readonly quantity: number;
}

/** Levels kept on each side: more than any order of the simulation takes. */
const DEPTH = 12;

/** Bids and asks of one instrument by price levels, the best first. The side of a level is what its owner wants to do. */
export class OrderBook {
  readonly #levels: Readonly<Record<Side, Level[]>> = { buy: [], sell: [] };

  /** The best price of a side; undefined: it is empty. */
  best(side: Side): number | undefined {
    return this.#levels[side][0]?.price;
  }

  /** The levels of a side, the best first. */
  levels(side: Side): readonly Level[] {
    return this.#levels[side];
  }

  /** Sets the level at a price. Past twelve levels the worst goes. */
  offer(side: Side, level: Level): void {
    const levels = this.#levels[side];
    const index = levels.findIndex(({ price }) => !isBetter(side, price, level.price));
    const isThere = levels[index]?.price === level.price;
    levels.splice(index === -1 ? levels.length : index, isThere ? 1 : 0, level);
    levels.length = Math.min(levels.length, DEPTH);
  }

  /** Withdraws every level that is better than a price. */
  withdraw(side: Side, price: number): void {
    const levels = this.#levels[side];
    while (levels[0] !== undefined && isBetter(side, levels[0].price, price)) levels.shift();
  }

  /** Takes up to a quantity from the opposite side, the best price first and none beyond the limit. @returns what was taken. */
  take(side: Side, quantity: number, limit: number): Level[] {
    const offered = side === 'buy' ? 'sell' : 'buy';
    const levels = this.#levels[offered];
    const taken: Level[] = [];
    for (let left = quantity; left > 0; ) {
      const best = levels[0];
      if (best === undefined || isBetter(offered, limit, best.price)) break;
      const amount = Math.min(left, best.quantity);
      taken.push({ price: best.price, quantity: amount });
      left -= amount;
      if (amount === best.quantity) levels.shift();
      else levels[0] = { price: best.price, quantity: best.quantity - amount };
    }
    return taken;
  }
}

/** Whether a price of that side comes before another: who bids more, or asks less. */
function isBetter(side: Side, price: number, than: number): boolean {
  return side === 'buy' ? price > than : price < than;
}
