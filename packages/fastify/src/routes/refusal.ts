import type { FastifyError } from '@fastify/error';
import type { Negotiation } from '@trunkline/core/node';
import type { FastifyReply } from 'fastify';
import { HandshakeRefusedError, SubprotocolError, UpgradeRequiredError } from './errors.ts';

/** Makes the error of a request that asks for no upgrade, and tells in the reply's headers what to ask for (RFC 9110 §15.5.22). */
export function upgradeRequired(reply: FastifyReply): FastifyError {
  reply.headers({ upgrade: 'websocket', connection: 'Upgrade' });
  return new UpgradeRequiredError();
}

/** Makes the error of an opening handshake that was refused, and gives the reply the headers that go with it. */
export function refusalError(reply: FastifyReply, { problem, refusal }: Extract<Negotiation, { readonly kind: 'refuse' }>): FastifyError {
  const { status, message, headers = [] } = refusal;
  for (const [name, value] of headers) reply.header(name, value);
  // Whoever sends Upgrade must name it in Connection too (RFC 9110 §7.8).
  if (reply.hasHeader('upgrade')) reply.header('connection', 'close, Upgrade');
  if (problem === 'subprotocol') return new SubprotocolError(message);
  const error = new HandshakeRefusedError(message);
  error.statusCode = status;
  return error;
}
