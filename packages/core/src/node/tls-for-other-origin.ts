import type { ConnectionOptions as TlsOptions } from 'node:tls';

/** What says whom to trust and how to encrypt. Anything else may say who we are, or which server was meant. */
const KEPT = [
  'ALPNProtocols',
  'ca',
  'checkServerIdentity',
  'ciphers',
  'crl',
  'ecdhCurve',
  'maxVersion',
  'minVersion',
  'rejectUnauthorized',
];

/** The options of TLS that may go to another origin than the one they were given for: no certificate or key of the client, and no server name. */
export function tlsForOtherOrigin(tls: TlsOptions): TlsOptions {
  return Object.fromEntries(Object.entries(tls).filter(([name]) => KEPT.includes(name)));
}
