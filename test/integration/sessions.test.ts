import { systemError } from '@trunkline/fastify';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it } from 'vitest';
import { CODECS, connectSession, contextOf, principalOf, startDemo, TRANSPORTS } from './support/demo-app.ts';

const WAYS = TRANSPORTS.flatMap(({ name, path }) => CODECS.map((codec) => ({ name: `${codec.name} over ${name}`, path, codec })));

describe.each(WAYS)('a session in $name', ({ path, codec }) => {
  it('is resumed when TCP was cut: the answer that came meanwhile arrives, and nothing runs twice', async () => {
    const { app, url, record } = await startDemo();
    const client = await connectSession(url(`${path}?user=ann`), { codec });
    const [peer] = app.rpc.peers();
    const held = client.call('hold', { name: 'a' });
    await waitFor(() => record.held.includes('a'), 'the call to be held');
    await client.cut();
    await waitFor(() => peer?.isConnected === false, 'the server to notice');
    record.release('a');
    const kept = client.call('notes.keep', { text: 'offline' });
    expect(await client.connect()).toMatchObject({ session: { resumed: true } });
    expect(await held).toBe('held a');
    await kept;
    expect(record.notes).toEqual(['offline']);
    expect(app.rpc.peers()).toEqual([peer]);
  });

  it('goes on with a stream where it was cut', async () => {
    const { url } = await startDemo();
    const client = await connectSession(url(path), { codec });
    const counted: unknown[] = [];
    for await (const n of client.stream('count', { to: 200 })) {
      counted.push(n);
      if (n !== 20) continue;
      await client.cut();
      await client.connect();
    }
    expect(counted).toEqual(Array.from({ length: 200 }, (_, at) => at + 1));
  });

  it('is not resumed by another principal', async () => {
    const { url, record } = await startDemo({
      authenticate: (auth) => ({ user: auth }),
    });
    let user = 'ann';
    const client = await connectSession(url(path), { codec, auth: () => user });
    const held = client.call('hold', { name: 'a' }).catch((error: Error) => error.name);
    await waitFor(() => record.held.includes('a'), 'the call to be held');
    await client.cut();
    user = 'bob';
    expect(await client.connect()).toMatchObject({ session: { resumed: false } });
    expect(await held).toBe('OutcomeUnknown');
    expect(await client.call('whoAmI')).toBe('bob');
    expect(record.aborts).toEqual([]);
  });

  it('ends with its connection where nothing is to be resumed', async () => {
    const { app, url, record } = await startDemo({ resume: false });
    const client = await connectSession(url(path), { codec });
    const held = client.call('hold', { name: 'a' }).catch((error: Error) => error.name);
    await waitFor(() => record.held.includes('a'), 'the call to be held');
    await client.cut();
    await waitFor(() => app.rpc.peers().length === 0, 'the session to end');
    expect(record.aborts).toEqual(['a: Closed']);
    expect(await client.connect()).toMatchObject({ session: { resumed: false } });
    expect(await held).toBe('OutcomeUnknown');
  });

  it('has the credentials of its hello, and of a later $/auth', async () => {
    const { app, url } = await startDemo({
      authenticate(auth, { context }) {
        if (auth === 'wrong') throw systemError('Unauthenticated', 'who is that?');
        if (auth === 'busy') throw systemError('Unavailable', 'later', { retryAfterMs: 1_500 });
        return auth === undefined ? context : { user: auth };
      },
    });
    const client = await connectSession(url(`${path}?user=ann`), { codec });
    expect(await client.call('whoAmI')).toBe('ann');
    expect(await client.request('$/auth', { auth: 'bob' })).toEqual({});
    expect(await client.call('whoAmI')).toBe('bob');
    expect(app.rpc.peers().map(({ principal }) => principal)).toEqual(['bob']);
    await expect(client.request('$/auth', { auth: 'wrong' })).rejects.toMatchObject({ name: 'Unauthenticated', message: 'who is that?' });
    await waitFor(() => client.closes.length === 1, 'the connection to be closed');
    expect(client.closes[0]).toMatchObject({ code: 4501, sentBy: 'server' });

    await expect(connectSession(url(path), { codec, auth: () => 'wrong' })).rejects.toMatchObject({ name: 'Unauthenticated' });
    await expect(connectSession(url(path), { codec, auth: () => 'busy' })).rejects.toMatchObject({
      name: 'Unavailable',
      data: { retryAfterMs: 1_500 },
    });
  });

  it('is closed with 4006 when its credentials expire, unless they are renewed', async () => {
    let expiresInMs = 60_000;
    const { url } = await startDemo({ context: contextOf, principal: principalOf, expiresAt: () => Date.now() + expiresInMs });
    const renewing = await connectSession(url(path), { codec });
    expiresInMs = 80;
    const expiring = await connectSession(url(path), { codec });
    expiresInMs = 120_000;
    expect(await renewing.request('$/auth', {})).toEqual({ expiresInMs: expect.closeTo(120_000, -3) });
    await waitFor(() => expiring.closes.length === 1, 'the credentials to expire');
    expect(expiring.closes).toEqual([{ code: 4006, reason: 'the credentials expired', sentBy: 'server' }]);
    expect(renewing.closes).toEqual([]);
    expiresInMs = -1;
    await expect(connectSession(url(path), { codec })).rejects.toMatchObject({
      name: 'Unauthenticated',
      message: 'the credentials have expired',
    });
  });
});
