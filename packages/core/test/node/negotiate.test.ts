import { Socket as NetSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import { SAMPLE_ACCEPT, upgradeRequest } from '@trunkline/test-kit/raw-client';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it, onTestFinished } from 'vitest';
import { formatSwitchingProtocols } from '../../src/handshake/http-response.ts';
import type { RequestHead } from '../../src/handshake/upgrade-request.ts';
import { createNegotiator, type Negotiation, negotiate } from '../../src/node/negotiate.ts';
import type { Socket } from '../../src/node/socket.ts';
import { HandshakeError } from '../../src/vocabulary/errors.ts';
import { frameOf } from '../support/frame-of.ts';
import { MemoryTransport } from '../support/memory-transport.ts';

/** The head of an opening handshake, as a server has read it. */
function headOf(headers: Readonly<Record<string, string | undefined>> = {}): RequestHead {
  const [, ...lines] = upgradeRequest('/', headers).trimEnd().split('\r\n');
  return { method: 'GET', httpVersion: '1.1', rawHeaders: lines.flatMap((line) => line.split(': ', 2)) };
}

function accepted(negotiation: Negotiation): Extract<Negotiation, { readonly kind: 'accept' }> {
  if (negotiation.kind === 'refuse') throw new Error(negotiation.refusal.message);
  return negotiation;
}

function transportPair(): [near: MemoryTransport, far: MemoryTransport] {
  const [near, far] = MemoryTransport.pair();
  onTestFinished(() => void near.destroy());
  return [near, far];
}

const offers = { 'Sec-WebSocket-Protocol': 'a, b', 'Sec-WebSocket-Extensions': 'permessage-deflate' };
const hello = frameOf({ fin: true, rsv1: false, opcode: 1, payload: Buffer.from('hello') }, '01020304');
const NOTHING = Buffer.alloc(0);

describe('negotiate', () => {
  it('tells what the 101 has to say (§4.2.2)', () => {
    const { protocol, headers } = accepted(
      negotiate(headOf(offers), { protocols: ['b'], deflate: true, headers: [['Set-Cookie', 'a=b']] }),
    );
    expect(protocol).toBe('b');
    expect(headers).toEqual([
      ['Upgrade', 'websocket'],
      ['Connection', 'Upgrade'],
      ['Sec-WebSocket-Accept', SAMPLE_ACCEPT],
      ['Sec-WebSocket-Protocol', 'b'],
      ['Sec-WebSocket-Extensions', expect.stringMatching(/^permessage-deflate/)],
      ['Set-Cookie', 'a=b'],
    ]);
    expect(() => formatSwitchingProtocols(headers)).not.toThrow();
  });

  it('agrees on nothing that was not offered', () => {
    const { protocol, headers } = accepted(negotiate(headOf(), { protocols: ['b'], deflate: true }));
    expect(protocol).toBeUndefined();
    expect(headers.map(([name]) => name)).toEqual(['Upgrade', 'Connection', 'Sec-WebSocket-Accept']);
  });

  it('tells how to refuse, and why', () => {
    expect(negotiate(headOf({ 'Sec-WebSocket-Version': '8' }))).toEqual({
      kind: 'refuse',
      problem: 'version',
      refusal: {
        status: 426,
        message: expect.any(String),
        headers: [
          ['Upgrade', 'websocket'],
          ['Sec-WebSocket-Version', '13'],
        ],
      },
    });
  });

  it('makes a refusal of a HandshakeError of the function that chooses, and passes on what else it throws', () => {
    const choosing = (error: Error) => () =>
      negotiate(headOf(offers), {
        protocols: () => {
          throw error;
        },
      });
    const error = new Error('of the application');
    expect(choosing(error)).toThrow(error);
    expect(choosing(new HandshakeError('subprotocol', 'speak c', { status: 400 }))()).toEqual({
      kind: 'refuse',
      problem: 'subprotocol',
      refusal: { status: 400, message: 'speak c' },
    });
  });

  it('makes a connection of a socket whose 101 is written, and writes nothing of its own', async () => {
    const [near, far] = transportPair();
    const owner = new Set<Socket>();
    const socket = accepted(negotiate(headOf(offers), { protocols: ['a'], deflate: true })).take(near, Buffer.from(hello), owner);
    const messages: unknown[] = [];
    socket.onMessage = (message) => messages.push(message);
    far.write(hello);
    await waitFor(() => messages.length === 2);
    expect(messages).toEqual(['hello', 'hello']);
    expect(socket).toMatchObject({
      role: 'server',
      protocol: 'a',
      state: 'open',
      extensions: expect.stringMatching(/^permessage-deflate/),
    });
    expect({ writes: near.writes, owner: [...owner] }).toEqual({ writes: [], owner: [socket] });
    socket.destroy();
    await waitFor(() => owner.size === 0);
  });
});

describe('createNegotiator', () => {
  it('judges many handshakes by options that it has checked once', () => {
    const negotiator = createNegotiator({ protocols: ['b'] });
    const verdicts = [offers, {}, { Upgrade: 'h2c' }].map((headers) => negotiator(headOf(headers)));
    expect(verdicts.map((verdict) => (verdict.kind === 'accept' ? verdict.protocol : verdict.refusal.status))).toEqual([
      'b',
      undefined,
      426,
    ]);
    expect(() => createNegotiator({ headers: [['Sec-WebSocket-Accept', 'x']] })).toThrow(TypeError);
  });

  it('gives each connection the compression that it has agreed on', async () => {
    const negotiator = createNegotiator({ deflate: { thresholdBytes: 0 } });
    const firstBytes = [offers, {}].map((headers) => {
      const [near] = transportPair();
      accepted(negotiator(headOf(headers)))
        .take(near, NOTHING)
        .send('again and again and again and again');
      return near;
    });
    await waitFor(() => firstBytes.every(({ writes }) => writes.length > 0));
    expect(firstBytes.map(({ writes }) => writes[0]?.[0])).toEqual([0xc1, 0x81]);
  });

  it('switches a kernel socket to send without delay and without a timeout of HTTP', () => {
    const told: unknown[] = [];
    class Recording extends NetSocket {
      override setNoDelay(on?: boolean): this {
        told.push(['noDelay', on]);
        return this;
      }

      override setTimeout(ms: number): this {
        told.push(['timeout', ms]);
        return this;
      }
    }
    const transport: Duplex = new Recording();
    accepted(negotiate(headOf())).take(transport, NOTHING).destroy();
    expect(told).toEqual([
      ['timeout', 0],
      ['noDelay', true],
    ]);
  });
});
