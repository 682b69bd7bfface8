import { Random } from '../random.ts';
import type { Instrument } from '../venue.ts';

// Invented; each begins with three letters of its own, so that the symbols differ.
const STEMS = [
  ...[
    'Aldermoor',
    'Amberline',
    'Ashgrove',
    'Bellweather',
    'Birchfield',
    'Bluecrest',
    'Brackenridge',
    'Calderon',
    'Cinderpeak',
    'Copperleaf',
  ],
  ...['Dawnbridge', 'Driftwood', 'Eastmarch', 'Elmhurst', 'Fernhill', 'Foxglove', 'Glasswing', 'Greyharbor', 'Halcyon', 'Hollowbrook'],
  ...['Indigo', 'Ironvale', 'Juniper', 'Kestrel', 'Kingsmere', 'Larkspur', 'Lowland', 'Maplewood', 'Meridia', 'Moonstone'],
  ...['Northwind', 'Oakhaven', 'Orchard', 'Palisade', 'Pinecrest', 'Quartzite', 'Ravenna', 'Redstone', 'Rivermouth', 'Saltmarsh'],
  ...['Silverfern', 'Stonebrook', 'Sundial', 'Thornfield', 'Tidewater', 'Umberland', 'Vantage', 'Westerly', 'Wildrose', 'Yarrow'],
];

// Each begins with a letter of its own.
const BUSINESSES = [
  { suffix: 'Bank', sector: 'Finance' },
  { suffix: 'Energy', sector: 'Energy' },
  { suffix: 'Foods', sector: 'Consumer' },
  { suffix: 'Health', sector: 'Health' },
  { suffix: 'Logistics', sector: 'Industry' },
  { suffix: 'Metals', sector: 'Materials' },
  { suffix: 'Robotics', sector: 'Technology' },
  { suffix: 'Software', sector: 'Technology' },
];

const COMPANIES_OF_A_STEM = 4;

/** Lists 200 companies that do not exist, in alphabetical order, at prices of 5 to 500 dollars. */
export function listing(seed: number): Instrument[] {
  const random = new Random(seed);
  return STEMS.flatMap((stem, index) =>
    BUSINESSES.filter((_, business) => (business + index) % BUSINESSES.length < COMPANIES_OF_A_STEM).map(({ suffix, sector }) => ({
      symbol: `${stem.slice(0, 3)}${suffix.slice(0, 1)}`.toUpperCase(),
      name: `${stem} ${suffix}`,
      sector,
      previousClose: Math.round(500 * Math.exp(random.between(0, Math.log(100)))),
    })),
  );
}
