import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it } from 'vitest';
import { connect, RpcError } from '../../src/node/index.ts';
import { EchoServer } from '../support/echo-server.ts';
import type { Market } from '../support/market.ts';
import { market } from '../support/market.ts';

describe('connect, in Node.js', () => {
  it('connects over the engine, and tells by its status what becomes of it', async () => {
    await using server = await EchoServer.listen();
    const client = connect<Market>(server.url, { headers: { 'x-a': 'b' } });
    const reasons: unknown[] = [];
    client.on('status', (status, { reason }) => reasons.push([status, reason]));
    // The server speaks another subprotocol.
    await waitFor(() => reasons.length > 0);
    await client.close();
    expect(reasons).toEqual([
      ['connecting', 'lost'],
      ['closed', 'closed'],
    ]);
  });

  it('throws for what is wrong with the URL or an option', () => {
    expect(() => connect<Market>('ftp://a.example')).toThrow(TypeError);
    expect(() => connect('ws://a.example', { contract: { ...market } })).toThrow(TypeError);
  });

  it('comes with all that a program needs beside it', () => {
    expect(RpcError).toBeTypeOf('function');
  });
});
