import type { Extension, ExtensionParam } from './extension-header.ts';

/** The extension's name in both handshakes (RFC 7692 §7). */
export const PERMESSAGE_DEFLATE = 'permessage-deflate';

/** What both endpoints agreed on for one connection. `server…` and `client…` name the side that compresses. */
export interface DeflateParameters {
  readonly serverNoContextTakeover: boolean;
  readonly clientNoContextTakeover: boolean;
  readonly serverMaxWindowBits: number;
  readonly clientMaxWindowBits: number;
}

/** What one offer or answer says. A window that it does not mention is `undefined`; one mentioned without a value is `true`. */
export interface StatedParameters {
  readonly serverNoContextTakeover: boolean;
  readonly clientNoContextTakeover: boolean;
  readonly serverMaxWindowBits: number | undefined;
  readonly clientMaxWindowBits: number | true | undefined;
}

/**
 * Reads the parameters of one permessage-deflate offer or answer.
 *
 * Answers `undefined` where a parameter is unknown, repeated or has no valid value:
 * such an offer is declined, such an answer fails the connection (RFC 7692 §7.1).
 */
export function readParameters(extension: Extension): StatedParameters | undefined {
  const params = new Map(extension.params);
  if (params.size < extension.params.length) return undefined;
  for (const [name, value] of params) {
    if (!isValid(name, value)) return undefined;
  }
  const serverBits = params.get('server_max_window_bits');
  const clientBits = params.get('client_max_window_bits');
  return {
    serverNoContextTakeover: params.has('server_no_context_takeover'),
    clientNoContextTakeover: params.has('client_no_context_takeover'),
    serverMaxWindowBits: serverBits === undefined ? undefined : Number(serverBits),
    clientMaxWindowBits: typeof clientBits === 'string' ? Number(clientBits) : clientBits,
  };
}

/** Writes the parameters of one offer or answer, in the order of RFC 7692 §7.1. */
export function writeParameters(stated: StatedParameters): Extension {
  const params: ExtensionParam[] = [];
  if (stated.serverNoContextTakeover) params.push(['server_no_context_takeover', true]);
  if (stated.clientNoContextTakeover) params.push(['client_no_context_takeover', true]);
  if (stated.serverMaxWindowBits !== undefined) params.push(['server_max_window_bits', String(stated.serverMaxWindowBits)]);
  if (stated.clientMaxWindowBits !== undefined) {
    params.push(['client_max_window_bits', stated.clientMaxWindowBits === true ? true : String(stated.clientMaxWindowBits)]);
  }
  return { name: PERMESSAGE_DEFLATE, params };
}

function isValid(name: string, value: string | true): boolean {
  switch (name) {
    case 'server_no_context_takeover':
    case 'client_no_context_takeover':
      return value === true;
    case 'server_max_window_bits':
      return isWindowBits(value);
    case 'client_max_window_bits':
      return value === true || isWindowBits(value); // an answer must have a value; an offer need not (§7.1.2.2)
    default:
      return false;
  }
}

/** A decimal from 8 to 15 without leading zeros (§7.1.2). */
function isWindowBits(value: string | true): boolean {
  return value !== true && /^(?:[89]|1[0-5])$/.test(value);
}
