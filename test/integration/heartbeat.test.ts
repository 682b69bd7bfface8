import { connect } from '@trunkline/core/node';
import { RawClient } from '@trunkline/test-kit/raw-client';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it } from 'vitest';
import { ask, startDemo, TRANSPORTS } from './support/demo-app.ts';

const HEARTBEAT = { intervalMs: 1_000, timeoutMs: 1_500 };

/** A ping without payload, as a server sends it (RFC 6455 §5.5.2). */
const PING = '\x89\0';

describe.each(TRANSPORTS)('the heartbeat over $name', ({ path }) => {
  it('is as the options say: clients are told, and who answers no ping is cut', async () => {
    const { port, url } = await startDemo({ heartbeat: HEARTBEAT });
    const silent = await RawClient.upgrade(port, path);
    const { head } = await silent.response();
    const session = await connect(url(path), { protocols: ['trunkline.v1.json'] });
    const answer = await ask(session, '{"jsonrpc":"2.0","id":-1,"method":"$/hello","params":{}}');
    expect(answer).toMatchObject({ result: { heartbeat: HEARTBEAT } });
    session.destroy();
    await waitFor(() => silent.isClosed || silent.hasEnded, 'the silent client to be cut');
    // Where a busy machine rings the server late, it asks once more before it gives up.
    expect(new Set(silent.received.slice(`${head}\r\n\r\n`.length).match(/../gs))).toEqual(new Set([PING]));
  });
});
