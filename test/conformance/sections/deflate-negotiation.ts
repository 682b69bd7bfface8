import type { DeflateOptions } from '@trunkline/core/node';
import type { Case } from '../case.ts';
import { type Headers, opens, refuses, rejects, requests, responses, switches } from './requests.ts';

const grammar = requests('RFC 6455 §9.1 extension offers', { deflate: true });
const offer = requests('RFC 7692 §7.1 offers');
const answer = responses('RFC 7692 §7.1 answers');
const unasked = responses('RFC 6455 §9.1 extension answers');

const extensions = (value: string | readonly string[]): { readonly headers: Headers } => ({
  headers: { 'Sec-WebSocket-Extensions': value },
});

/** What a server with the default options agrees to. */
const DEFAULT = 'permessage-deflate; server_no_context_takeover; client_no_context_takeover';
const agrees = (value: string) => switches({ 'sec-websocket-extensions': value });

const wellFormed: readonly Case[] = [
  { name: 'a name alone', value: 'permessage-deflate' },
  { name: 'white space around every separator', value: ' permessage-deflate ; client_max_window_bits \t;\tserver_no_context_takeover ' },
  { name: 'a value in quotes', value: 'permessage-deflate; client_max_window_bits="15"' },
  { name: 'a value in quotes with an escape', value: 'permessage-deflate; client_max_window_bits="\\1\\5"' },
  { name: 'an unknown extension in front', value: 'x-webkit-deflate-frame, permessage-deflate' },
  { name: 'an unknown extension with parameters in front', value: 'x-unknown; a; b=c; d="e", permessage-deflate' },
  { name: 'an unknown extension behind', value: 'permessage-deflate, x-unknown' },
  { name: 'empty elements', value: ', ,permessage-deflate,,' },
].map(({ name, value }) => grammar(name, extensions(value), agrees(DEFAULT)));

const malformed: readonly Case[] = [
  { name: 'nothing at all', value: '' },
  { name: 'nothing but commas', value: ', ,,' },
  { name: 'a parameter without an extension', value: '; a=b' },
  { name: 'an empty parameter', value: 'permessage-deflate;' },
  { name: 'an empty parameter in the middle', value: 'permessage-deflate;; client_max_window_bits' },
  { name: 'a parameter without a name', value: 'permessage-deflate; =15' },
  { name: 'a parameter without a value behind its equals sign', value: 'permessage-deflate; client_max_window_bits=' },
  { name: 'two equals signs', value: 'permessage-deflate; client_max_window_bits==15' },
  { name: 'two values', value: 'permessage-deflate; client_max_window_bits=1=5' },
  { name: 'two words', value: 'permessage deflate' },
  { name: 'two words as a parameter', value: 'permessage-deflate; client_max window_bits' },
  { name: 'an extension with a value', value: 'permessage-deflate=1' },
  { name: 'a name in quotes', value: '"permessage-deflate"' },
  { name: 'a quote without its end', value: 'permessage-deflate; client_max_window_bits="15' },
  { name: 'an empty value in quotes', value: 'permessage-deflate; client_max_window_bits=""' },
  { name: 'a space in quotes', value: 'permessage-deflate; client_max_window_bits="1 5"' },
  { name: 'a character that is none of a token', value: 'permessage-deflate; a=(b)' },
  { name: 'a letter beyond ASCII', value: 'permessage-defl\u00e4te' },
  { name: 'a good offer before a malformed one', value: 'permessage-deflate, x-unknown;' },
].map(({ name, value }) => grammar(`${name} is refused`, extensions(value), refuses(400)));

const lists: readonly Case[] = [
  grammar('a list over two lines', extensions(['x-unknown', 'permessage-deflate']), agrees(DEFAULT)),
  grammar(
    'offers over two lines in order of preference',
    extensions(['permessage-deflate; server_max_window_bits=10', 'permessage-deflate']),
    agrees(`${DEFAULT}; server_max_window_bits=10`),
  ),
  grammar('a name in other letters is another extension', extensions('PerMessage-Deflate'), switches()),
  grammar('only unknown extensions', extensions('x-unknown, permessage-bzip2'), switches()),
  grammar('no extensions', {}, switches()),
  grammar('a server without deflate agrees to none', extensions('permessage-deflate'), switches(), {}),
];

const KEEPING: DeflateOptions = { serverNoContextTakeover: false, clientNoContextTakeover: false };

interface Offer {
  readonly offered: string;
  /** `undefined`: the offer is declined, and the connection goes on without it. */
  readonly agreed: string | undefined;
  readonly deflate?: DeflateOptions;
}

const OFFERS: readonly Offer[] = [
  { offered: 'permessage-deflate', agreed: 'permessage-deflate' },
  { offered: 'permessage-deflate; server_no_context_takeover', agreed: 'permessage-deflate; server_no_context_takeover' },
  { offered: 'permessage-deflate; client_no_context_takeover', agreed: 'permessage-deflate; client_no_context_takeover' },
  { offered: 'permessage-deflate; client_max_window_bits', agreed: 'permessage-deflate' },
  ...[8, 9, 10, 11, 12, 13, 14, 15].flatMap((bits) => [
    { offered: `permessage-deflate; server_max_window_bits=${bits}`, agreed: `permessage-deflate; server_max_window_bits=${bits}` },
    {
      offered: `permessage-deflate; client_max_window_bits=${bits}`,
      agreed: bits === 15 ? 'permessage-deflate' : `permessage-deflate; client_max_window_bits=${bits}`,
    },
  ]),
  ...['7', '16', '0', '-8', '08', '8.0', '1e1', 'x', '150'].flatMap((bits) => [
    { offered: `permessage-deflate; server_max_window_bits=${bits}`, agreed: undefined },
    { offered: `permessage-deflate; client_max_window_bits=${bits}`, agreed: undefined },
  ]),
  { offered: 'permessage-deflate; server_max_window_bits', agreed: undefined },
  { offered: 'permessage-deflate; server_no_context_takeover=1', agreed: undefined },
  { offered: 'permessage-deflate; client_no_context_takeover=true', agreed: undefined },
  { offered: 'permessage-deflate; unknown', agreed: undefined },
  { offered: 'permessage-deflate; unknown=1', agreed: undefined },
  { offered: 'permessage-deflate; Server_No_Context_Takeover', agreed: undefined },
  { offered: 'permessage-deflate; server_no_context_takeover; server_no_context_takeover', agreed: undefined },
  { offered: 'permessage-deflate; client_max_window_bits; client_max_window_bits=10', agreed: undefined },
  { offered: 'permessage-deflate; server_max_window_bits=10; server_max_window_bits=11', agreed: undefined },
  { offered: 'permessage-deflate; unknown, permessage-deflate', agreed: 'permessage-deflate' },
  {
    offered: 'permessage-deflate; server_max_window_bits=7, permessage-deflate; server_max_window_bits=8',
    agreed: 'permessage-deflate; server_max_window_bits=8',
  },
  { offered: 'permessage-deflate; server_max_window_bits=9, permessage-deflate', agreed: 'permessage-deflate; server_max_window_bits=9' },
  { offered: 'permessage-deflate, permessage-deflate; server_max_window_bits=9', agreed: 'permessage-deflate' },
  {
    offered:
      'permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=9; client_max_window_bits=10',
    agreed:
      'permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=9; client_max_window_bits=10',
  },
];

/** Offers to a server that wishes for smaller windows itself. */
const NARROW: DeflateOptions = { ...KEEPING, serverMaxWindowBits: 10, clientMaxWindowBits: 11 };
const NARROW_OFFERS: readonly Offer[] = [
  { offered: 'permessage-deflate', agreed: undefined },
  { offered: 'permessage-deflate; server_max_window_bits=15', agreed: undefined },
  {
    offered: 'permessage-deflate; client_max_window_bits',
    agreed: 'permessage-deflate; server_max_window_bits=10; client_max_window_bits=11',
  },
  {
    offered: 'permessage-deflate; client_max_window_bits=15',
    agreed: 'permessage-deflate; server_max_window_bits=10; client_max_window_bits=11',
  },
  {
    offered: 'permessage-deflate; client_max_window_bits=9',
    agreed: 'permessage-deflate; server_max_window_bits=10; client_max_window_bits=9',
  },
  {
    offered: 'permessage-deflate; client_max_window_bits; server_max_window_bits=9',
    agreed: 'permessage-deflate; server_max_window_bits=9; client_max_window_bits=11',
  },
  {
    offered: 'permessage-deflate; client_max_window_bits; server_max_window_bits=12',
    agreed: 'permessage-deflate; server_max_window_bits=10; client_max_window_bits=11',
  },
  {
    offered: 'permessage-deflate, permessage-deflate; client_max_window_bits',
    agreed: 'permessage-deflate; server_max_window_bits=10; client_max_window_bits=11',
  },
];

const offerCases = (offers: readonly Offer[], deflate: DeflateOptions, words: string): Case[] =>
  offers.map(({ offered, agreed }) =>
    offer(`${words}${offered}`, extensions(offered), agreed === undefined ? switches() : agrees(agreed), { deflate }),
  );

const offers: readonly Case[] = [
  ...offerCases(OFFERS, KEEPING, ''),
  ...offerCases(NARROW_OFFERS, NARROW, 'to a server with smaller windows: '),
  ...offerCases([{ offered: 'permessage-deflate', agreed: DEFAULT }], {}, 'to a server with default options: '),
];

const PLAIN = { deflate: KEEPING };
const SMALL = { deflate: { ...KEEPING, serverMaxWindowBits: 10, clientMaxWindowBits: 11 } };
const FORGETTING = { deflate: { ...KEEPING, serverNoContextTakeover: true } };

const accepted = (value: string, options: { readonly deflate: DeflateOptions }, words = '') =>
  answer(`${words}${value}`, extensions(value), opens('', value), options);
const refused = (value: string | readonly string[], options: { readonly deflate: DeflateOptions }, words = '') =>
  answer(`${words}${typeof value === 'string' ? value : value.join(' | ')}`, extensions(value), rejects('extensions'), options);

const answers: readonly Case[] = [
  answer('none', {}, opens(), PLAIN),
  accepted('permessage-deflate', PLAIN),
  accepted('permessage-deflate; server_no_context_takeover', PLAIN),
  accepted('permessage-deflate; client_no_context_takeover', PLAIN),
  ...[8, 9, 10, 11, 12, 13, 14, 15].flatMap((bits) => [
    accepted(`permessage-deflate; server_max_window_bits=${bits}`, PLAIN),
    accepted(`permessage-deflate; client_max_window_bits=${bits}`, PLAIN),
  ]),
  ...['7', '16', '0', '08', '1e1', '', 'x'].flatMap((bits) => [
    refused(`permessage-deflate; server_max_window_bits=${bits}`, PLAIN),
    refused(`permessage-deflate; client_max_window_bits=${bits}`, PLAIN),
  ]),
  refused('permessage-deflate; server_max_window_bits', PLAIN),
  refused('permessage-deflate; client_max_window_bits', PLAIN),
  refused('permessage-deflate; server_no_context_takeover=1', PLAIN),
  refused('permessage-deflate; client_no_context_takeover=1', PLAIN),
  refused('permessage-deflate; unknown', PLAIN),
  refused('permessage-deflate; server_no_context_takeover; server_no_context_takeover', PLAIN),
  refused('permessage-deflate; server_max_window_bits=9; server_max_window_bits=9', PLAIN),
  refused('permessage-deflate, permessage-deflate', PLAIN),
  refused(['permessage-deflate', 'permessage-deflate'], PLAIN),
  refused('permessage-deflate, x-unknown', PLAIN),
  refused('x-unknown', PLAIN),
  refused('PerMessage-Deflate', PLAIN),
  refused('permessage-deflate;', PLAIN),
  refused('permessage-deflate; =', PLAIN),
  refused('', PLAIN),
  accepted('permessage-deflate; server_max_window_bits=10', SMALL, 'to an offer of smaller windows: '),
  accepted('permessage-deflate; server_max_window_bits=9; client_max_window_bits=8', SMALL, 'to an offer of smaller windows: '),
  accepted('permessage-deflate; server_max_window_bits=10; client_max_window_bits=11', SMALL, 'to an offer of smaller windows: '),
  refused('permessage-deflate', SMALL, 'to an offer of smaller windows: '),
  refused('permessage-deflate; server_max_window_bits=11', SMALL, 'to an offer of smaller windows: '),
  refused('permessage-deflate; server_max_window_bits=10; client_max_window_bits=12', SMALL, 'to an offer of smaller windows: '),
  accepted('permessage-deflate; server_no_context_takeover', FORGETTING, 'to an offer of server_no_context_takeover: '),
  refused('permessage-deflate', FORGETTING, 'to an offer of server_no_context_takeover: '),
  unasked('permessage-deflate that was not offered', extensions('permessage-deflate'), rejects('extensions')),
  unasked('an unknown extension that was not offered', extensions('x-unknown'), rejects('extensions')),
  unasked('an empty header', extensions(''), rejects('extensions')),
];

export const deflateNegotiation: readonly Case[] = [...wellFormed, ...malformed, ...lists, ...offers, ...answers];
