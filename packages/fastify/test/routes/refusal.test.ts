import { negotiate } from '@trunkline/core/node';
import { makeApp } from '@trunkline/test-kit/app';
import { describe, expect, it } from 'vitest';
import { refusalError, upgradeRequired } from '../../src/routes/refusal.ts';

const HEAD = ['Host', 'localhost', 'Upgrade', 'websocket', 'Connection', 'Upgrade'];

/** What a route answers that throws the error of a refusal. */
async function answerTo(rawHeaders: readonly string[], problem?: 'subprotocol') {
  const app = makeApp();
  app.get('/', (_, reply) => {
    const negotiation = negotiate({ method: 'GET', httpVersion: '1.1', rawHeaders });
    if (negotiation.kind === 'accept') return 'accepted';
    throw refusalError(reply, { ...negotiation, problem: problem ?? negotiation.problem });
  });
  const { statusCode, headers, ...answer } = await app.inject('/');
  const { upgrade, connection, 'sec-websocket-version': version } = headers;
  return { statusCode, upgrade, connection, version, body: answer.json() };
}

describe('refusalError', () => {
  it('answers with the status and the reason of the engine', async () => {
    expect(await answerTo([...HEAD, 'Sec-WebSocket-Version', '13'])).toMatchObject({
      statusCode: 400,
      upgrade: undefined,
      body: {
        statusCode: 400,
        code: 'RPC_ERR_HANDSHAKE',
        error: 'Bad Request',
        message: 'the request must have one Sec-WebSocket-Key: 16 bytes in base64',
      },
    });
  });

  it('tells by headers what would be accepted (§4.4)', async () => {
    expect(await answerTo([...HEAD, 'Sec-WebSocket-Version', '8'])).toMatchObject({
      statusCode: 426,
      upgrade: 'websocket',
      connection: 'close, Upgrade',
      version: '13',
      body: { code: 'RPC_ERR_HANDSHAKE', message: 'the Sec-WebSocket-Version must be 13' },
    });
  });

  it('has a code of its own for subprotocols', async () => {
    expect(await answerTo(HEAD, 'subprotocol')).toMatchObject({ statusCode: 400, body: { code: 'RPC_ERR_SUBPROTOCOL' } });
  });
});

describe('upgradeRequired', () => {
  it('tells what to upgrade to (RFC 9110 §15.5.22)', async () => {
    const app = makeApp();
    app.get('/', (_, reply) => {
      throw upgradeRequired(reply);
    });
    const { statusCode, headers, ...answer } = await app.inject('/');
    expect({ statusCode, upgrade: headers.upgrade, connection: headers.connection, body: answer.json() }).toEqual({
      statusCode: 426,
      upgrade: 'websocket',
      connection: 'Upgrade',
      body: {
        statusCode: 426,
        code: 'RPC_ERR_UPGRADE_REQUIRED',
        error: 'Upgrade Required',
        message: 'this route speaks WebSocket: send a request for an upgrade',
      },
    });
  });
});
