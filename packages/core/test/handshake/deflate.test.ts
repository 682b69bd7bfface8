import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptDeflate, offerDeflate, verifyDeflate } from '../../src/handshake/deflate.ts';
import type { ResolvedDeflateOptions } from '../../src/handshake/deflate-options.ts';
import { formatExtensions, parseExtensions } from '../../src/handshake/extension-header.ts';

/** Nothing asked for: what each test sets is then all there is. */
const PLAIN: ResolvedDeflateOptions = {
  thresholdBytes: 1024,
  level: 6,
  memLevel: 8,
  serverNoContextTakeover: false,
  clientNoContextTakeover: false,
  serverMaxWindowBits: 15,
  clientMaxWindowBits: 15,
};
const UNLIMITED = { serverNoContextTakeover: false, clientNoContextTakeover: false, serverMaxWindowBits: 15, clientMaxWindowBits: 15 };
const WINDOW_BITS = [8, 9, 10, 11, 12, 13, 14, 15];
const D = 'permessage-deflate';

describe('offerDeflate', () => {
  it.each<{ options: Wishes; offer: string }>([
    { options: {}, offer: `${D}; client_max_window_bits` },
    { options: { serverNoContextTakeover: true }, offer: `${D}; server_no_context_takeover; client_max_window_bits` },
    { options: { clientNoContextTakeover: true }, offer: `${D}; client_no_context_takeover; client_max_window_bits` },
    { options: { serverMaxWindowBits: 14 }, offer: `${D}; server_max_window_bits=14; client_max_window_bits` },
    { options: { clientMaxWindowBits: 8 }, offer: `${D}; client_max_window_bits=8` },
    {
      options: { serverNoContextTakeover: true, clientNoContextTakeover: true, serverMaxWindowBits: 8, clientMaxWindowBits: 14 },
      offer: `${D}; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=8; client_max_window_bits=14`,
    },
  ])('offers $offer', ({ options, offer }) => {
    expect(formatExtensions([offerDeflate({ ...PLAIN, ...options })])).toBe(offer);
  });
});

describe('acceptDeflate', () => {
  it.each<{ offers: string; options: Wishes; answer: string; agreed: object }>([
    { offers: D, options: {}, answer: D, agreed: {} },
    // §7.1.1.1
    {
      offers: `${D}; server_no_context_takeover`,
      options: {},
      answer: `${D}; server_no_context_takeover`,
      agreed: { serverNoContextTakeover: true },
    },
    {
      offers: D,
      options: { serverNoContextTakeover: true },
      answer: `${D}; server_no_context_takeover`,
      agreed: { serverNoContextTakeover: true },
    },
    // §7.1.1.2
    {
      offers: `${D}; client_no_context_takeover`,
      options: {},
      answer: `${D}; client_no_context_takeover`,
      agreed: { clientNoContextTakeover: true },
    },
    {
      offers: D,
      options: { clientNoContextTakeover: true },
      answer: `${D}; client_no_context_takeover`,
      agreed: { clientNoContextTakeover: true },
    },
    // §7.1.2.2: a browser's offer
    { offers: `${D}; client_max_window_bits`, options: {}, answer: D, agreed: {} },
  ])('answers "$answer" to "$offers" with $options', ({ offers, options, answer, agreed }) => {
    expect(accept(offers, options)).toEqual({ answer, parameters: { ...UNLIMITED, ...agreed } });
  });

  it('takes the first acceptable offer in the order of preference (RFC 7692 §5)', () => {
    const offers = `foo, ${D}; unknown, ${D}; server_max_window_bits, ${D}; server_max_window_bits=10, ${D}`;
    expect(accept(offers, {})).toEqual({
      answer: `${D}; server_max_window_bits=10`,
      parameters: { ...UNLIMITED, serverMaxWindowBits: 10 },
    });
  });

  it.each([
    '',
    'foo',
    'Permessage-Deflate',
    'x-webkit-deflate-frame',
    `${D}; unknown`,
    `${D}; server_max_window_bits=16`,
    `${D}; server_max_window_bits=7`,
    `${D}; client_max_window_bits=16`,
    `${D}; server_no_context_takeover; server_no_context_takeover`,
    `${D}; client_no_context_takeover=1, foo, ${D}; server_max_window_bits`,
  ])('declines "%s" (RFC 7692 §7.1)', (offers) => {
    expect(accept(offers, {})).toBeUndefined();
  });

  it('declines an offer without client_max_window_bits when it must limit the client (§7.1.2.2)', () => {
    expect(accept(D, { clientMaxWindowBits: 14 })).toBeUndefined();
    expect(accept(`${D}, ${D}; client_max_window_bits`, { clientMaxWindowBits: 14 })).toEqual({
      answer: `${D}; client_max_window_bits=14`,
      parameters: { ...UNLIMITED, clientMaxWindowBits: 14 },
    });
  });

  const serverBits = WINDOW_BITS.flatMap((own) => [
    { own, offered: undefined, agreed: own, answer: own < 15 ? `${D}; server_max_window_bits=${own}` : D },
    ...WINDOW_BITS.map((offered) => {
      const agreed = Math.min(offered, own);
      return { own, offered, agreed, answer: `${D}; server_max_window_bits=${agreed}` };
    }),
  ]);

  it.each(serverBits)(
    'answers server_max_window_bits=$offered with $agreed at most $own (§7.1.2.1)',
    ({ own, offered, agreed, answer }) => {
      const offer = offered === undefined ? D : `${D}; server_max_window_bits=${offered}`;
      expect(accept(offer, { serverMaxWindowBits: own })).toEqual({ answer, parameters: { ...UNLIMITED, serverMaxWindowBits: agreed } });
    },
  );

  const clientBits = WINDOW_BITS.flatMap((own) =>
    [undefined, ...WINDOW_BITS].map((offered) => {
      const agreed = offered !== undefined && offered < own ? offered : own;
      return { own, offered, agreed, answer: agreed < 15 ? `${D}; client_max_window_bits=${agreed}` : D };
    }),
  );

  it.each(clientBits)(
    'answers client_max_window_bits=$offered with $agreed at most $own (§7.1.2.2)',
    ({ own, offered, agreed, answer }) => {
      const offer = `${D}; client_max_window_bits${offered === undefined ? '' : `=${offered}`}`;
      expect(accept(offer, { clientMaxWindowBits: own })).toEqual({ answer, parameters: { ...UNLIMITED, clientMaxWindowBits: agreed } });
    },
  );
});

describe('verifyDeflate', () => {
  it.each([undefined, PLAIN])('answers undefined when the server chose no extension', (offered) => {
    expect(verifyDeflate([], offered)).toBeUndefined();
  });

  it.each<{ answer: string; options: Wishes; agreed: object }>([
    { answer: D, options: {}, agreed: {} },
    { answer: `${D}; server_no_context_takeover`, options: {}, agreed: { serverNoContextTakeover: true } },
    {
      answer: `${D}; server_no_context_takeover`,
      options: { serverNoContextTakeover: true },
      agreed: { serverNoContextTakeover: true },
    },
    { answer: `${D}; client_no_context_takeover`, options: {}, agreed: { clientNoContextTakeover: true } },
    // §7.1.1.2: what the client has said it keeps, whatever the answer
    { answer: D, options: { clientNoContextTakeover: true }, agreed: { clientNoContextTakeover: true } },
    // §7.1.2.2: the same for its window
    { answer: D, options: { clientMaxWindowBits: 9 }, agreed: { clientMaxWindowBits: 9 } },
    { answer: `${D}; server_max_window_bits="9"`, options: {}, agreed: { serverMaxWindowBits: 9 } },
  ])('takes "$answer" to $options', ({ answer, options, agreed }) => {
    expect(verify(answer, options)).toEqual({ ...UNLIMITED, ...agreed });
  });

  it.each<{ answer: string; options: Wishes | undefined; because: string }>([
    { answer: D, options: undefined, because: 'was not offered' },
    { answer: 'foo', options: {}, because: 'was not offered' },
    { answer: 'Permessage-Deflate', options: {}, because: 'was not offered' },
    { answer: `foo, ${D}`, options: {}, because: 'was not offered' },
    { answer: `${D}, foo`, options: {}, because: 'came besides' },
    { answer: `${D}, ${D}`, options: {}, because: 'came besides' },
    { answer: `${D}; unknown`, options: {}, because: 'unknown, repeated or invalid parameter' },
    { answer: `${D}; server_max_window_bits`, options: {}, because: 'unknown, repeated or invalid parameter' },
    { answer: `${D}; server_max_window_bits=16`, options: {}, because: 'unknown, repeated or invalid parameter' },
    { answer: `${D}; client_max_window_bits=08`, options: {}, because: 'unknown, repeated or invalid parameter' },
    {
      answer: `${D}; client_no_context_takeover; client_no_context_takeover`,
      options: {},
      because: 'unknown, repeated or invalid parameter',
    },
    { answer: D, options: { serverNoContextTakeover: true }, because: 'lacks server_no_context_takeover' },
    { answer: D, options: { serverMaxWindowBits: 14 }, because: 'larger server_max_window_bits than offered, or none' },
    { answer: `${D}; client_max_window_bits`, options: {}, because: 'client_max_window_bits without a value' },
  ])('rejects "$answer" to $options (RFC 7692 §7.1)', ({ answer, options, because }) => {
    expect(() => verify(answer, options)).toThrow(
      expect.objectContaining({ name: 'HandshakeError', problem: 'extensions', status: 101, message: expect.stringContaining(because) }),
    );
  });

  const pairs = WINDOW_BITS.flatMap((offered) => WINDOW_BITS.map((answered) => ({ offered, answered })));
  const notLarger = pairs.filter(({ offered, answered }) => answered <= offered);
  const larger = pairs.filter(({ offered, answered }) => answered > offered);

  it.each(notLarger)('takes windows of $answered bits where $offered were offered (§7.1.2)', ({ offered, answered }) => {
    expect(verify(`${D}; server_max_window_bits=${answered}`, { serverMaxWindowBits: offered })).toEqual({
      ...UNLIMITED,
      serverMaxWindowBits: answered,
    });
    expect(verify(`${D}; client_max_window_bits=${answered}`, { clientMaxWindowBits: offered })).toEqual({
      ...UNLIMITED,
      clientMaxWindowBits: answered,
    });
  });

  it.each(larger)('rejects windows of $answered bits where $offered were offered (§7.1.2)', ({ offered, answered }) => {
    expect(() => verify(`${D}; server_max_window_bits=${answered}`, { serverMaxWindowBits: offered })).toThrow('larger server_max');
    expect(() => verify(`${D}; client_max_window_bits=${answered}`, { clientMaxWindowBits: offered })).toThrow('larger client_max');
  });

  it('agrees with what acceptDeflate decided, whatever both sides wish', () => {
    const bits = fc.constantFrom(...WINDOW_BITS);
    const wishes = fc.record({
      serverNoContextTakeover: fc.boolean(),
      clientNoContextTakeover: fc.boolean(),
      serverMaxWindowBits: bits,
      clientMaxWindowBits: bits,
    });
    fc.assert(
      fc.property(wishes, wishes, (client, server) => {
        const offered = { ...PLAIN, ...client };
        const accepted = acceptDeflate([offerDeflate(offered)], { ...PLAIN, ...server });
        const expected = {
          serverNoContextTakeover: client.serverNoContextTakeover || server.serverNoContextTakeover,
          clientNoContextTakeover: client.clientNoContextTakeover || server.clientNoContextTakeover,
          serverMaxWindowBits: Math.min(client.serverMaxWindowBits, server.serverMaxWindowBits),
          clientMaxWindowBits: Math.min(client.clientMaxWindowBits, server.clientMaxWindowBits),
        };
        expect(accepted?.parameters).toEqual(expected);
        expect(verifyDeflate(accepted === undefined ? [] : [accepted.answer], offered)).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });
});

type Wishes = Partial<ResolvedDeflateOptions>;

function accept(offers: string, options: Wishes) {
  const accepted = acceptDeflate(parseExtensions(offers === '' ? [] : [offers]), { ...PLAIN, ...options });
  return accepted && { answer: formatExtensions([accepted.answer]), parameters: accepted.parameters };
}

function verify(answer: string, options: Wishes | undefined) {
  return verifyDeflate(parseExtensions([answer]), options && { ...PLAIN, ...options });
}
