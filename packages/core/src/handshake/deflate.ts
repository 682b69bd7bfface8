import { HandshakeError } from '../vocabulary/errors.ts';
import { MAX_WINDOW_BITS, type ResolvedDeflateOptions } from './deflate-options.ts';
import {
  type DeflateParameters,
  PERMESSAGE_DEFLATE,
  readParameters,
  type StatedParameters,
  writeParameters,
} from './deflate-parameters.ts';
import { type Extension, formatExtensions } from './extension-header.ts';

/**
 * Writes a client's offer.
 *
 * Always names `client_max_window_bits`: without it the server may not limit the client's window (RFC 7692 §7.1.2.2).
 */
export function offerDeflate(options: ResolvedDeflateOptions): Extension {
  return writeParameters({
    serverNoContextTakeover: options.serverNoContextTakeover,
    clientNoContextTakeover: options.clientNoContextTakeover,
    serverMaxWindowBits: limitOf(options.serverMaxWindowBits),
    clientMaxWindowBits: limitOf(options.clientMaxWindowBits) ?? true,
  });
}

/**
 * Chooses, as a server, the first acceptable offer; the client has put them in order of preference (RFC 7692 §5).
 *
 * `undefined` when there is none: the connection then goes on without the extension.
 */
export function acceptDeflate(
  offers: readonly Extension[],
  options: ResolvedDeflateOptions,
): { readonly parameters: DeflateParameters; readonly answer: Extension } | undefined {
  for (const extension of offers) {
    if (extension.name !== PERMESSAGE_DEFLATE) continue;
    const offer = readParameters(extension);
    if (offer === undefined) continue;
    // A client that does not name the parameter cannot be told to use a smaller window (§7.1.2.2).
    if (offer.clientMaxWindowBits === undefined && options.clientMaxWindowBits < MAX_WINDOW_BITS) continue;
    const parameters = agree(offer, options);
    return { parameters, answer: answerTo(offer, parameters) };
  }
  return undefined;
}

/**
 * Checks, as a client, what the server answered to our offer; `offered` is `undefined` where we made none.
 *
 * The result is `undefined` when the server chose no extension.
 *
 * @throws {HandshakeError} when the answer is not one that our offer allows (RFC 7692 §7.1, RFC 6455 §4.1).
 */
export function verifyDeflate(answer: readonly Extension[], offered: ResolvedDeflateOptions | undefined): DeflateParameters | undefined {
  const [extension, second] = answer;
  if (extension === undefined) return undefined;
  if (offered === undefined || extension.name !== PERMESSAGE_DEFLATE) throw unfit(extension, 'was not offered');
  if (second !== undefined) throw unfit(second, 'came besides the one extension that was offered');
  const stated = readParameters(extension);
  if (stated === undefined) throw unfit(extension, 'has an unknown, repeated or invalid parameter');
  const fault = faultOf(stated, offered);
  if (fault !== undefined) throw unfit(extension, fault);
  return agree(stated, offered);
}

/** Each side gets the smaller window; whoever asks for no context takeover gets it (§7.1.1, §7.1.2). */
function agree(stated: StatedParameters, options: ResolvedDeflateOptions): DeflateParameters {
  const clientBits = stated.clientMaxWindowBits === true ? undefined : stated.clientMaxWindowBits;
  return {
    serverNoContextTakeover: stated.serverNoContextTakeover || options.serverNoContextTakeover,
    // In an offer a promise that the client keeps whatever the answer says (§7.1.1.2).
    clientNoContextTakeover: stated.clientNoContextTakeover || options.clientNoContextTakeover,
    serverMaxWindowBits: Math.min(stated.serverMaxWindowBits ?? MAX_WINDOW_BITS, options.serverMaxWindowBits),
    clientMaxWindowBits: Math.min(clientBits ?? MAX_WINDOW_BITS, options.clientMaxWindowBits),
  };
}

function answerTo(offer: StatedParameters, parameters: DeflateParameters): Extension {
  return writeParameters({
    ...parameters,
    // Offered, it must be answered even with 15 (§7.1.2.1); not offered, it may be.
    serverMaxWindowBits: offer.serverMaxWindowBits === undefined ? limitOf(parameters.serverMaxWindowBits) : parameters.serverMaxWindowBits,
    // Not offered, `parameters` has 15: this is then never answered, as it must not be (§7.1.2.2).
    clientMaxWindowBits: limitOf(parameters.clientMaxWindowBits),
  });
}

/** Says what makes an answer unfit for our offer. */
function faultOf(answer: StatedParameters, offered: ResolvedDeflateOptions): string | undefined {
  // A server accepts an offer with these parameters by repeating them (§7.1.1.1, §7.1.2.1).
  if (offered.serverNoContextTakeover && !answer.serverNoContextTakeover) return 'lacks server_no_context_takeover';
  const serverBits = answer.serverMaxWindowBits ?? MAX_WINDOW_BITS;
  if (serverBits > offered.serverMaxWindowBits) return 'has a larger server_max_window_bits than offered, or none';
  if (answer.clientMaxWindowBits === true) return 'has client_max_window_bits without a value'; // §7.1.2.2
  if (answer.clientMaxWindowBits !== undefined && answer.clientMaxWindowBits > offered.clientMaxWindowBits) {
    return 'has a larger client_max_window_bits than offered';
  }
  return undefined;
}

/** The largest window is what holds without a parameter, so it is not written. */
function limitOf(windowBits: number): number | undefined {
  return windowBits < MAX_WINDOW_BITS ? windowBits : undefined;
}

function unfit(extension: Extension, fault: string): HandshakeError {
  return new HandshakeError('extensions', `the server's extension "${formatExtensions([extension])}" ${fault}`, { status: 101 });
}
