import type { Side, TradeEvent } from '../venue.ts';

// Recorded trades as CSV, one a line, in the order of time:
//
//   time,symbol,price,quantity,side
//   1764345600000,ACME,42.17,300,buy
//
// time: ms since 1970, or ISO 8601; price: dollars; side: of whoever took what the book offered.

const HEADER = 'time,symbol,price,quantity,side';

/**
 * Reads a file of trades.
 *
 * @throws {SyntaxError} that names the line and what is wrong with it.
 */
export function parseTrades(text: string): TradeEvent[] {
  // Spreadsheets begin a file with a byte order mark.
  const [header, ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (header !== HEADER) throw new SyntaxError(`line 1: the header must be ${HEADER}`);
  const trades: TradeEvent[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const place = `line ${index + 2}`;
    const trade = parseTrade(line, place);
    const before = trades.at(-1);
    if (before !== undefined && trade.time < before.time) throw new SyntaxError(`${place}: the time goes back`);
    trades.push(trade);
  }
  if (trades.length === 0) throw new SyntaxError('there are no trades');
  return trades;
}

/** Writes trades as {@link parseTrades} reads them. */
export function formatTrades(trades: readonly TradeEvent[]): string {
  const lines = trades.map(({ time, symbol, price, quantity, side }) =>
    [Math.floor(time), symbol, (price / 100).toFixed(2), quantity, side].join(','),
  );
  return `${[HEADER, ...lines].join('\n')}\n`;
}

function parseTrade(line: string, place: string): TradeEvent {
  const fields = line.split(',');
  const [time = '', symbol = '', price = '', quantity = '', side = ''] = fields;
  const trade = { time: parseTime(time), price: Math.round(Number(price) * 100), quantity: Number(quantity) };
  if (fields.length !== 5) throw new SyntaxError(`${place}: five fields are needed`);
  if (!Number.isFinite(trade.time)) throw new SyntaxError(`${place}: "${time}" is no time`);
  if (symbol.length < 1 || symbol.length > 12) throw new SyntaxError(`${place}: a symbol has 1 to 12 characters`);
  if (!(Number.isSafeInteger(trade.price) && trade.price > 0)) throw new SyntaxError(`${place}: "${price}" is no price`);
  if (!(Number.isSafeInteger(trade.quantity) && trade.quantity > 0)) throw new SyntaxError(`${place}: "${quantity}" is no quantity`);
  return { kind: 'trade', symbol, ...trade, side: parseSide(side, place) };
}

function parseTime(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Date.parse(text);
}

function parseSide(text: string, place: string): Side {
  if (text !== 'buy' && text !== 'sell') throw new SyntaxError(`${place}: "${text}" is neither buy nor sell`);
  return text;
}
