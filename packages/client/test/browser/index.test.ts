import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it } from 'vitest';
import { connect, isError } from '../../src/browser/index.ts';
import { EchoServer } from '../support/echo-server.ts';
import type { Market } from '../support/market.ts';

describe("connect, with the platform's own WebSocket", () => {
  it('connects, and tells by its status what becomes of it', async () => {
    await using server = await EchoServer.listen();
    const client = connect<Market>(server.url);
    const reasons: unknown[] = [];
    client.on('status', (status, { reason }) => reasons.push([status, reason]));
    const waiting = client.call.ping().catch((error: unknown) => error);
    await waitFor(() => reasons.length > 0);
    await client.close();
    expect([reasons, isError(await waiting, 'Closed')]).toEqual([
      [
        ['connecting', 'lost'],
        ['closed', 'closed'],
      ],
      true,
    ]);
  });

  it('throws for what is wrong with the URL', () => {
    expect(() => connect<Market>('ftp://a.example')).toThrow(TypeError);
  });
});
