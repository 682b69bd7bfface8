import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it } from 'vitest';
import { CODECS, connectSession, startDemo, TRANSPORTS } from './support/demo-app.ts';
import { demo } from './support/demo-contract.ts';

const { chat, board } = demo.topics;
const lobby = { room: 'lobby' };
const WAYS = TRANSPORTS.flatMap(({ name, path }) => CODECS.map((codec) => ({ name: `${codec.name} over ${name}`, path, codec })));

const message = (text: string) => ['message', { text }];

describe.each(WAYS)('a room in $name', ({ path, codec }) => {
  it('gets what the server and its members publish, each by its delivery', async () => {
    const { app, url } = await startDemo();
    const room = app.rpc.room(chat, lobby);
    await room.publish('pointer', { x: 1 });
    await room.publish('pointer', { x: 2 });
    const [ann, bob] = await Promise.all(['ann', 'bob'].map((user) => connectSession(url(`${path}?user=${user}`), { codec })));
    const [annsRoom, bobsRoom] = await Promise.all([ann, bob].map((client) => client?.join('chat', lobby, { name: 'x' })));
    expect(await room.publish('message', { text: 'from the server' })).toEqual({ offset: 1 });
    expect(await annsRoom?.publish('message', { text: 'from ann' }, 'key-1')).toEqual({ offset: 2 });
    expect(await annsRoom?.publish('message', { text: 'from ann' }, 'key-1')).toEqual({ offset: 2 });
    await annsRoom?.publish('typing', { on: true });
    const all = [['pointer', { x: 2 }], message('from the server'), message('from ann'), ['typing', { on: true }]];
    await waitFor(() => annsRoom?.events.length === 4 && bobsRoom?.events.length === 4, 'all events');
    expect(annsRoom?.events).toEqual(all);
    expect(bobsRoom?.events).toEqual(all);
    await expect(annsRoom?.publish('pointer', { x: 3 })).rejects.toMatchObject({ name: 'Forbidden' });
    await expect(annsRoom?.publish('message', { text: 5 })).rejects.toMatchObject({ name: 'InvalidParams' });
  });

  it('begins with the snapshot, and goes on behind it', async () => {
    const { app, url } = await startDemo();
    const client = await connectSession(url(path), { codec });
    const room = await client.join('board', lobby);
    await app.rpc.room(board, lobby).publish('raised', { by: 2 });
    await waitFor(() => room.deliveries.length === 2, 'the event');
    expect(room.deliveries.map((delivery) => [delivery.kind, 'data' in delivery && delivery.data])).toEqual([
      ['snapshot', { total: 40 }],
      ['event', { by: 2 }],
    ]);
  });

  it('tells who is there, what they say of themselves, and who left', async () => {
    const { app, url } = await startDemo();
    const ann = await connectSession(url(path), { codec });
    const bob = await connectSession(url(path), { codec });
    const annsRoom = await ann.join('chat', lobby, { name: 'Ann' });
    const bobsRoom = await bob.join('chat', lobby, { name: 'Bob' });
    expect(bobsRoom.members).toEqual(expect.arrayContaining([{ name: 'Ann' }, { name: 'Bob' }]));
    await waitFor(() => annsRoom.members.length === 2, 'ann to see bob');
    bobsRoom.setState({ name: 'Robert' });
    await waitFor(() => JSON.stringify(annsRoom.members).includes('Robert'), 'ann to see who bob is now');
    expect((await app.rpc.room(chat, lobby).members()).map(({ state }) => state)).toEqual(
      expect.arrayContaining([{ name: 'Ann' }, { name: 'Robert' }]),
    );
    bob.close();
    await waitFor(() => annsRoom.members.length === 1, 'ann to be alone');
    expect(annsRoom.members).toEqual([{ name: 'Ann' }]);
  });

  it('lets in whom the application lets in', async () => {
    const { url } = await startDemo();
    const ann = await connectSession(url(`${path}?user=ann`), { codec });
    const bob = await connectSession(url(`${path}?user=bob`), { codec });
    const secret = await ann.join('chat', { room: 'secret' }, { name: 'Ann' });
    await expect(secret.publish('message', { text: 'a' })).rejects.toMatchObject({ name: 'Forbidden' });
    await expect(bob.join('chat', { room: 'secret' }, { name: 'Bob' })).rejects.toMatchObject({ name: 'Forbidden' });
    await expect(bob.join('nothing', {})).rejects.toMatchObject({ name: 'MethodNotFound' });
    await expect(bob.join('chat', { room: 5 }, { name: 'Bob' })).rejects.toMatchObject({ name: 'InvalidParams' });
  });

  it('takes away what new credentials do not allow', async () => {
    const { url } = await startDemo({ authenticate: (auth) => ({ user: auth }) });
    const client = await connectSession(url(path), { codec, auth: () => 'ann' });
    const secret = await client.join('chat', { room: 'secret' }, { name: 'Ann' });
    const open = await client.join('chat', lobby, { name: 'Ann' });
    await client.request('$/auth', { auth: 'bob' });
    expect({ secret: secret.ends, open: open.ends, isJoined: open.isJoined }).toEqual({ secret: [-32_002], open: [], isJoined: true });
  });

  it('catches up what was missed while TCP was cut, without a hole', async () => {
    const { app, url } = await startDemo();
    const room = app.rpc.room(chat, lobby);
    const client = await connectSession(url(path), { codec });
    const joined = await client.join('chat', lobby, { name: 'Ann' });
    await room.publish('message', { text: '1' });
    await waitFor(() => joined.events.length === 1, 'the first event');
    await client.cut();
    for (const text of ['2', '3', '4']) await room.publish('message', { text });
    await client.connect();
    await room.publish('message', { text: '5' });
    await waitFor(() => joined.events.length === 5, 'the missed events');
    expect(joined.deliveries.map((delivery) => [delivery.kind, delivery.offset, 'data' in delivery && delivery.data])).toEqual(
      [1, 2, 3, 4, 5].map((offset) => ['event', offset, { text: String(offset) }]),
    );
  });
});
