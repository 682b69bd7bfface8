import type { Random } from '../random.ts';
import type { TradeEvent } from '../venue.ts';
import type { PricePath } from './price-path.ts';

/** The steps of the time before the opening, five hours and a half: coarse where only long candles show it. */
const STRETCHES = [
  { steps: 1_100, stepMs: 15_000 },
  { steps: 1_200, stepMs: 2_500 },
  { steps: 1_200, stepMs: 250 },
];

/** Walks a path up to the opening and tells of one trade at each step. */
export function* recall(path: PricePath, random: Random, symbol: string, sharesPerMs: number, openAt: number): Generator<TradeEvent> {
  let time = openAt - STRETCHES.reduce((sum, { steps, stepMs }) => sum + steps * stepMs, 0);
  for (const { steps, stepMs } of STRETCHES) {
    for (let step = 0; step < steps; step += 1) {
      path.step(stepMs, random);
      const quantity = Math.round(sharesPerMs * stepMs * random.between(0.5, 1.5));
      yield { kind: 'trade', time, symbol, side: random.next() < 0.5 ? 'buy' : 'sell', price: Math.round(path.value), quantity };
      time += stepMs;
    }
  }
}
