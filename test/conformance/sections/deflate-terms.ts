import type { SocketOptions } from '@trunkline/core/node';
import type { ConversationOptions } from '../case.ts';

/** The parameters of permessage-deflate (RFC 7692 §7.1). */
export interface DeflateTerms {
  readonly serverNoContextTakeover: boolean;
  readonly clientNoContextTakeover: boolean;
  readonly serverMaxWindowBits: number;
  readonly clientMaxWindowBits: number;
}

/** What both sides agree to, and a subject with these wishes must. Every message is compressed, however short. */
export function agreeing(terms: DeflateTerms, limits?: SocketOptions['limits']): Required<ConversationOptions> {
  const deflate = { ...terms, thresholdBytes: 0 };
  return { sides: ['server', 'client'], options: { deflate, ...(limits && { limits }) }, extension: extensionOf(terms) };
}

/** The extension as a server's answer says it. 15 bits need not be said, for they hold anyway. */
function extensionOf(terms: DeflateTerms): string {
  const params = [
    terms.serverNoContextTakeover ? ['server_no_context_takeover'] : [],
    terms.clientNoContextTakeover ? ['client_no_context_takeover'] : [],
    terms.serverMaxWindowBits < 15 ? [`server_max_window_bits=${terms.serverMaxWindowBits}`] : [],
    terms.clientMaxWindowBits < 15 ? [`client_max_window_bits=${terms.clientMaxWindowBits}`] : [],
  ].flat();
  return ['permessage-deflate', ...params].join('; ');
}

/** Each message stands alone; the largest windows. */
export const FORGETFUL = agreeing({
  serverNoContextTakeover: true,
  clientNoContextTakeover: true,
  serverMaxWindowBits: 15,
  clientMaxWindowBits: 15,
});

/** Both sides take their context over; the largest windows. */
export const REMEMBERING = agreeing({
  serverNoContextTakeover: false,
  clientNoContextTakeover: false,
  serverMaxWindowBits: 15,
  clientMaxWindowBits: 15,
});
