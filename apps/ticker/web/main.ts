import { connect } from '@trunkline/client';
import { msgpack } from '@trunkline/client/msgpack';
import type { Ticker } from '../contract.ts';
import { InstrumentPanel } from './chart/instrument-panel.ts';
import { Choice } from './choice.ts';
import { ConnectionPanel } from './connection/panel.ts';
import { byId } from './dom.ts';
import { Frames } from './frames.ts';
import { Grid } from './grid/grid.ts';
import { Quotes } from './market/quotes.ts';
import { readMarket } from './market/reading.ts';
import { Tape } from './tape/tape.ts';
import { readTape } from './tape/tape-feed.ts';
import { TapeRecord } from './tape/tape-record.ts';
import { chooseTheme } from './theme.ts';
import { Ticket } from './ticket/ticket.ts';
import { traderId } from './trader.ts';
import { Viewers } from './viewers/viewers.ts';
import { listenToTabs, show } from './views.ts';

const theme = chooseTheme();
listenToTabs();

const client = connect<Ticker>(new URL('rpc', document.baseURI), { codec: msgpack(), auth: traderId });
const frames = new Frames();
const quotes = new Quotes();
const record = new TapeRecord();
const isSlow = new Choice(false);

new ConnectionPanel({
  client,
  isSlow,
  theme,
  tally: () => ({
    messages: quotes.received + record.received,
    conflated: quotes.conflated,
    trades: record.received,
    recovered: record.recovered,
    gaps: record.gaps,
    openings: record.openings,
  }),
});
client.on('status', (status) => {
  if (status === 'live') record.connected(Date.now());
});
new Viewers(client);
for (const reading of [readMarket(client, quotes, isSlow, () => frames.ask()), readTape(client, record, () => frames.ask())]) {
  reading.catch((error) => {
    // Once the client is closed for good the panel says so, and why.
    if (client.status !== 'closed') reportError(error);
  });
}
byId('pill', HTMLElement).addEventListener('click', () => show('connection'));

const list = await client.call.instruments();
const instruments = new Map(list.map((instrument) => [instrument.symbol, instrument]));
const wanted = decodeURIComponent(location.hash.slice(1));
const selected = new Choice(instruments.has(wanted) ? wanted : (list[0]?.symbol ?? ''));
selected.follow((symbol) => history.replaceState(null, '', `#${encodeURIComponent(symbol)}`));

new Grid({ instruments: list, quotes, selected, frames, opened: () => show('instrument') });
new InstrumentPanel({ client, instruments, quotes, selected, theme, frames });
new Ticket({ client, quotes, selected, frames });
new Tape(record, selected, frames);
frames.ask();
