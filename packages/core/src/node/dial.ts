import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import type { ConnectionOptions } from '../connection/connection-shell.ts';
import type { ClientUrl } from '../handshake/client-url.ts';
import { type Header, headerValues } from '../handshake/header-values.ts';
import { isRedirect, isSameOrigin, redirectTarget } from '../handshake/redirect.ts';
import { headersForOtherOrigin } from '../handshake/request-headers.ts';
import { type ClientTerms, judgeUpgradeResponse, upgradeRequestHeaders } from '../handshake/upgrade-response.ts';
import { HandshakeError } from '../vocabulary/errors.ts';
import { basicCredentials } from './basic-credentials.ts';
import { requestUpgrade, type UpgradeAnswer } from './client-request.ts';
import type { ResolvedConnectOptions } from './connect-options.ts';
import { DialScope } from './dial-scope.ts';
import { sha1Base64 } from './node-platform.ts';
import { openTransport } from './open-transport.ts';
import type { SocketTerms } from './socket.ts';
import { connectionOptions } from './socket-options.ts';
import { tlsForOtherOrigin } from './tls-for-other-origin.ts';

/** A transport whose opening handshake is done, with all that a connection on it needs. */
export interface Dialed {
  readonly transport: Duplex;
  readonly options: ConnectionOptions;
  readonly terms: SocketTerms;
}

/** One server of those that redirects lead past, and what it is told. */
interface Hop {
  readonly url: ClientUrl;
  readonly headers: readonly Header[];
  readonly tls: TlsOptions;
}

/** Does a client's opening handshake (RFC 6455 §4.1). Rejects with {@link HandshakeError}, and then nothing stays open. */
export function dial(url: ClientUrl, options: ResolvedConnectOptions): Promise<Dialed> {
  const scope = new DialScope(options.limits.handshakeTimeoutMs, options.signal);
  if (options.transport !== undefined) scope.track(options.transport); // before any work: the signal may have aborted
  return scope.run(() => reach(firstHop(url, options), options, scope));
}

async function reach(first: Hop, options: ResolvedConnectOptions, scope: DialScope): Promise<Dialed> {
  const { protocols, deflate, followRedirects } = options;
  let hop = first;
  for (let redirects = 0; ; redirects += 1) {
    const terms = { key: randomBytes(16).toString('base64'), protocols, deflate };
    const { transport, answer } = await ask(hop, terms, options, scope);
    if (followRedirects === 0 || !isRedirect(answer.status)) return conclude(transport, answer, terms, options);
    if (redirects === followRedirects) {
      throw new HandshakeError('redirect', `the server redirected more than ${followRedirects} times`, { status: answer.status });
    }
    hop = nextHop(hop, redirectTarget(answer, hop.url));
    scope.destroyAll();
  }
}

async function ask(hop: Hop, terms: ClientTerms, options: ResolvedConnectOptions, scope: DialScope) {
  const { limits, proxy, socketPath } = options;
  const { maxHeaderBytes } = limits;
  const road = { tls: hop.tls, proxy, socketPath, transport: options.transport, maxHeaderBytes };
  const transport = await openTransport(hop.url, road, scope);
  const answer = await requestUpgrade(transport, {
    path: hop.url.pathname + hop.url.search,
    headers: [['Host', hop.url.host], ...upgradeRequestHeaders(terms), ...hop.headers],
    maxHeaderBytes,
  });
  return { transport, answer };
}

function conclude(transport: Duplex, answer: UpgradeAnswer, terms: ClientTerms, options: ResolvedConnectOptions): Dialed {
  const { protocol, deflate } = judgeUpgradeResponse(answer, terms, sha1Base64, Date.now());
  if (!answer.isUpgraded) throw new HandshakeError('upgrade', 'the server announced an upgrade and made none', { status: answer.status });
  const extensions = headerValues(answer.rawHeaders, 'sec-websocket-extensions').join(', ');
  return { transport, options: connectionOptions('client', options, deflate), terms: { protocol, extensions } };
}

function firstHop(url: ClientUrl, { headers, tls }: ResolvedConnectOptions): Hop {
  const credentials = basicCredentials(url);
  const isGiven = headers.some(([name]) => name.toLowerCase() === 'authorization');
  if (credentials === undefined || isGiven) return { url, headers, tls };
  return { url, headers: [...headers, ['Authorization', credentials]], tls };
}

/** Another origin is a stranger; what was kept from it is not given back when it redirects to the first one. */
function nextHop({ url: from, headers, tls }: Hop, url: ClientUrl): Hop {
  if (isSameOrigin(from, url)) return { url, headers, tls };
  return { url, headers: headersForOtherOrigin(headers), tls: tlsForOtherOrigin(tls) };
}
