import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { board } from '../contract.ts';
import { makeApp } from '../server/app.ts';

// Real clients of the real server, only without a port.
let app: Awaited<ReturnType<typeof makeApp>>;
beforeEach(async () => {
  app = await makeApp();
});
afterEach(() => app.close());

describe('the board', () => {
  it('tells every message to everybody who is there', async () => {
    const ann = app.rpc.inject(board);
    const bo = app.rpc.inject(board);
    const messages = bo.room.board(undefined, { state: { name: 'Bo' } });
    await messages.join();

    await ann.call.post({ author: 'Ann', text: 'hello' });

    for await (const delivery of messages) {
      if (delivery.kind === 'snapshot') continue;
      expect(delivery).toMatchObject({ kind: 'message', data: { id: 1, author: 'Ann', text: 'hello', likes: 0 } });
      break;
    }
  });

  it('gives who joins later what is there', async () => {
    const client = app.rpc.inject(board);
    await client.call.post({ author: 'Ann', text: 'hello' });
    await client.call.like({ id: 1 });

    for await (const delivery of client.room.board(undefined, { state: { name: 'Bo' } })) {
      expect(delivery).toMatchObject({ kind: 'snapshot', data: [{ id: 1, author: 'Ann', text: 'hello', likes: 1 }] });
      break;
    }
  });

  it('says which message it does not have', async () => {
    const client = app.rpc.inject(board);
    expect(await client.safe.like({ id: 7 })).toMatchObject({ ok: false, error: { name: 'UnknownMessage', data: { id: 7 } } });
  });

  it('takes no message without a text', async () => {
    const client = app.rpc.inject(board);
    expect(await client.safe.post({ author: 'Ann', text: '' })).toMatchObject({ ok: false, error: { name: 'InvalidParams' } });
  });

  it('shows who is here', async () => {
    const room = app.rpc.inject(board).room.board(undefined, { state: { name: 'Ann' } });
    await room.join();
    expect(room.members.map(({ state }) => state)).toEqual([{ name: 'Ann' }]);
  });
});
