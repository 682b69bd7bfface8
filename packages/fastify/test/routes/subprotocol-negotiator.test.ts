import type { RequestHead } from '@trunkline/core/node';
import { upgradeRequest } from '@trunkline/test-kit/raw-client';
import { describe, expect, it } from 'vitest';
import { createSubprotocolNegotiator } from '../../src/routes/subprotocol-negotiator.ts';

const PROTOCOLS = ['trunkline.v1.json', 'trunkline.v1.msgpack'];

/** The head of an opening handshake that offers these. */
function offering(...offered: readonly string[]): RequestHead {
  const headers = offered.length === 0 ? {} : { 'Sec-WebSocket-Protocol': offered.join(', ') };
  const [, ...lines] = upgradeRequest('/', headers).trimEnd().split('\r\n');
  return { method: 'GET', httpVersion: '1.1', rawHeaders: lines.flatMap((line) => line.split(': ', 2)) };
}

describe('createSubprotocolNegotiator', () => {
  it.each([
    [['trunkline.v1.json'], 'trunkline.v1.json'],
    [['trunkline.v1.msgpack', 'trunkline.v1.json'], 'trunkline.v1.msgpack'],
    [['chat', 'trunkline.v1.json'], 'trunkline.v1.json'],
    [[], undefined],
  ])('of %j takes %j, the first that is spoken here', (offered, protocol) => {
    const negotiate = createSubprotocolNegotiator({ protocols: PROTOCOLS, plain: true });
    expect(negotiate(offering(...offered))).toMatchObject({ kind: 'accept', protocol });
  });

  it.each([true, false])('refuses what is not spoken here, and tells what is; plain connections: %j', (plain) => {
    const negotiate = createSubprotocolNegotiator({ protocols: PROTOCOLS, plain });
    expect(negotiate(offering('chat', 'trunkline.v2.json'))).toEqual({
      kind: 'refuse',
      problem: 'subprotocol',
      refusal: {
        status: 400,
        message: 'none of the subprotocols offered is spoken here; offer one of trunkline.v1.json, trunkline.v1.msgpack',
      },
    });
  });

  it('refuses who offers none where no plain connections are wanted', () => {
    const negotiate = createSubprotocolNegotiator({ protocols: PROTOCOLS, plain: false });
    expect(negotiate(offering())).toEqual({
      kind: 'refuse',
      problem: 'subprotocol',
      refusal: { status: 400, message: 'offer one of the subprotocols trunkline.v1.json, trunkline.v1.msgpack' },
    });
    expect(negotiate(offering('trunkline.v1.json'))).toMatchObject({ kind: 'accept', protocol: 'trunkline.v1.json' });
  });

  it('judges everything else as the engine does', () => {
    const negotiate = createSubprotocolNegotiator({ protocols: PROTOCOLS, plain: false, headers: [['X-A', 'b']] });
    expect(negotiate({ method: 'POST', httpVersion: '1.1', rawHeaders: [] })).toMatchObject({ kind: 'refuse', problem: 'method' });
    const accepted = negotiate(offering('trunkline.v1.json'));
    expect(accepted.kind === 'accept' ? accepted.headers.at(-1) : undefined).toEqual(['X-A', 'b']);
    expect(() => createSubprotocolNegotiator({ protocols: PROTOCOLS, plain: true, limits: { maxMessageBytes: -1 } })).toThrow(RangeError);
  });
});
