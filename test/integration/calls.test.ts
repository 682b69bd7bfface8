import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it } from 'vitest';
import { CODECS, connectSession, startDemo, TRANSPORTS } from './support/demo-app.ts';
import { demo } from './support/demo-contract.ts';

const WAYS = TRANSPORTS.flatMap(({ name, path }) => CODECS.map((codec) => ({ name: `${codec.name} over ${name}`, path, codec })));

describe.each(WAYS)('a session in $name', ({ path, codec }) => {
  it('calls, and is told declared errors, failures and wrong params', async () => {
    const { url, record } = await startDemo();
    const client = await connectSession(url(`${path}?user=ann`), { codec });
    expect(await client.call('add', { a: 2, b: 3 })).toBe(5);
    expect(await client.call('whoAmI')).toBe('ann');
    expect(await client.call('reverse', { bytes: Uint8Array.of(1, 2, 3) })).toEqual(Uint8Array.of(3, 2, 1));
    await client.call('notes.keep', { text: 'a note' });
    expect(record.notes).toEqual(['a note']);
    await expect(client.call('pay', { amount: 700 })).rejects.toMatchObject({ name: 'Broke', code: 1, data: { missing: 200 } });
    await expect(client.call('add', { a: 2 })).rejects.toMatchObject({ name: 'InvalidParams', code: -32_602 });
    await expect(client.call('explode')).rejects.toMatchObject({ name: 'Internal', message: 'the call failed' });
    await expect(client.call('nothing')).rejects.toMatchObject({ name: 'MethodNotFound', code: -32_601 });
  });

  it('streams both ways', async () => {
    const { url } = await startDemo();
    const client = await connectSession(url(path), { codec });
    const counted: unknown[] = [];
    // More than the credit for items.
    for await (const n of client.stream('count', { to: 100 })) counted.push(n);
    expect(counted).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
    expect(await client.call('sum', undefined, { input: counted })).toBe(5_050);
    const shouts: unknown[] = [];
    const talk = client.stream('shout', undefined, { input: ['a', 'b'] });
    for await (const text of talk) shouts.push(text);
    expect({ shouts, result: await talk.result() }).toEqual({ shouts: ['A', 'B'], result: 2 });
  });

  it('aborts the signal of a handler whose caller gives up, or whose deadline passes', async () => {
    const { url, record } = await startDemo();
    const client = await connectSession(url(path), { codec });
    const controller = new AbortController();
    const given = client.call('hold', { name: 'up' }, { signal: controller.signal });
    await waitFor(() => record.held.includes('up'), 'the call to be held');
    controller.abort();
    await expect(given).rejects.toMatchObject({ name: 'OutcomeUnknown' });
    const late = client.call('hold', { name: 'late' }, { timeoutMs: 20 });
    await Promise.all([
      expect(late).rejects.toMatchObject({ name: 'OutcomeUnknown', cause: { name: 'DeadlineExceeded' } }),
      waitFor(() => record.held.includes('late'), 'the call to be held'),
    ]);
    await waitFor(() => record.aborts.length === 2, 'both to be aborted');
    expect(record.aborts[0]).toBe('up: Cancelled');
    // Both sides count, and either may be first.
    expect(record.aborts[1]).toMatch(/^late: (Cancelled|DeadlineExceeded)$/);
  });

  it('lets the server call its client', async () => {
    const { app, url } = await startDemo();
    const procedures = { confirm: (params: unknown) => Reflect.get(Object(params), 'text') === 'Sell all?' };
    await connectSession(url(path), { codec, procedures });
    const [peer] = app.rpc.peers();
    expect(await peer?.call(demo.client.confirm, { text: 'Sell all?' })).toBe(true);
    expect(await peer?.call(demo.client.confirm, { text: 'Sell one?' }, { timeoutMs: 5_000 })).toBe(false);
  });

  it('lets the server send it away, by peers and by what holds for them', async () => {
    const { app, url } = await startDemo();
    const clients = await Promise.all(['ann', 'bob', 'eve'].map((user) => connectSession(url(`${path}?user=${user}`), { codec })));
    expect(app.rpc.disconnect({ where: ({ principal }) => principal === 'ann', reason: 'banned' })).toBe(1);
    app.rpc
      .peers()
      .find(({ principal }) => principal === 'bob')
      ?.close(4_100, 'come back');
    await waitFor(() => clients[0]?.closes.length === 1 && clients[1]?.closes.length === 1, 'both to be closed');
    expect(clients.map(({ closes }) => closes)).toEqual([
      [{ code: 4503, reason: 'banned', sentBy: 'server' }],
      [{ code: 4100, reason: 'come back', sentBy: 'server' }],
      [],
    ]);
    // Whoever may come back is a peer still.
    expect(app.rpc.peers().map(({ principal, isConnected }) => [principal, isConnected])).toEqual([
      ['bob', false],
      ['eve', true],
    ]);
  });
});
