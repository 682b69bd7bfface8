// Records a simulated market for --replay: node scripts/record.ts [--seed N] [--seconds N] [--symbols N] > FILE.csv
// data/sample.csv is what it writes without arguments.

import { parseArgs } from 'node:util';
import { recordTrades } from '../exchange/recorded/record.ts';
import { formatTrades } from '../exchange/recorded/trade-file.ts';
import { SimulatedVenue } from '../exchange/simulated/simulated-venue.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '120' },
    symbols: { type: 'string', default: '12' },
  },
});
const openAt = Date.UTC(2026, 0, 5, 14, 30);
const venue = new SimulatedVenue(Number(values.seed), openAt);
const trades = recordTrades(venue, { openAt, seconds: Number(values.seconds), symbols: Number(values.symbols) });
process.stdout.write(formatTrades(trades));
