import { RpcError } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { readJoin, readLeave, readPublish, readState } from '../../src/rooms/control-params.ts';

/** What is said to be wrong with a reading, as the path and what must be there. */
function issueOf(read: () => unknown): unknown {
  try {
    read();
  } catch (error) {
    if (error instanceof RpcError) return { name: error.name, data: error.data };
    throw error;
  }
  return undefined;
}

function invalid(path: string) {
  return { name: 'InvalidParams', data: { issues: [{ path, message: expect.any(String) }] } };
}

describe.each([
  ['readJoin', readJoin],
  ['readPublish', readPublish],
  ['readLeave', readLeave],
  ['readState', readState],
])('%s', (_, read) => {
  it.each([[undefined], [null], [7], ['text'], [[]], [Uint8Array.of(1)]])('refuses %s, which is no object', (value) => {
    expect(issueOf(() => read(value))).toEqual(invalid(''));
  });
});

describe('readJoin', () => {
  it('reads what is there', () => {
    expect(readJoin({ topic: 'chat', params: { room: 'a' }, position: { epoch: 'e', offset: 0 }, state: 1, n: 4, later: true })).toEqual({
      topic: 'chat',
      params: { room: 'a' },
      position: { epoch: 'e', offset: 0 },
      state: 1,
      n: 4,
    });
    expect(readJoin({ topic: 'chat', position: null })).toEqual({
      topic: 'chat',
      params: undefined,
      position: undefined,
      state: undefined,
      n: 0,
    });
  });

  it('takes nothing from a prototype', () => {
    expect(issueOf(() => readJoin(Object.create({ topic: 'chat' })))).toEqual(invalid('/topic'));
    expect(readJoin({ topic: 'toString' }).params).toBeUndefined();
  });

  it.each([
    ['/topic', {}],
    ['/topic', { topic: 7 }],
    ['/n', { topic: 'chat', n: -1 }],
    ['/n', { topic: 'chat', n: '1' }],
    ['/position', { topic: 'chat', position: 'e1' }],
    ['/position', { topic: 'chat', position: {} }],
    ['/position', { topic: 'chat', position: [] }],
    ['/position', { topic: 'chat', position: { epoch: 1, offset: 0 } }],
    ['/position', { topic: 'chat', position: { epoch: 'e', offset: -1 } }],
    ['/position', { topic: 'chat', position: { epoch: 'e', offset: 1.5 } }],
    ['/position', { topic: 'chat', position: { epoch: 'e', offset: 2 ** 53 } }],
    ['/position', { topic: 'chat', position: { epoch: 'e', offset: '1' } }],
  ])('says that %s is wrong in %j', (path, value) => {
    expect(issueOf(() => readJoin(value))).toEqual(invalid(path));
  });

  it('takes bytes for no position, without a look at what may be a million members', () => {
    const issues = [{ path: '/position', message: 'must be an object' }];
    expect(issueOf(() => readJoin({ topic: 'chat', position: new Uint8Array(8) }))).toEqual({ name: 'InvalidParams', data: { issues } });
  });
});

describe('readPublish', () => {
  it('reads what is there, a key of up to 128 characters included', () => {
    const key = 'k'.repeat(128);
    expect(readPublish({ room: 0, event: 'message', data: null, key })).toEqual({ room: 0, event: 'message', data: null, key });
    expect(readPublish({ room: 1, event: 'message', key: null })).toEqual({ room: 1, event: 'message', data: undefined, key: undefined });
  });

  it.each([
    ['/event', { room: 1 }],
    ['/key', { room: 1, event: 'message', key: 'k'.repeat(129) }],
    ['/key', { room: 1, event: 'message', key: 7 }],
    ['/room', { event: 'message' }],
    ['/room', { room: -1, event: 'message' }],
  ])('says that %s is wrong', (path, value) => {
    expect(issueOf(() => readPublish(value))).toEqual(invalid(path));
  });
});

describe('readLeave', () => {
  it.each([[0], [1], [Number.MAX_SAFE_INTEGER]])('reads room %d', (room) => {
    expect(readLeave({ room })).toEqual({ room, n: Number.POSITIVE_INFINITY });
  });

  it('reads the newest join that it may end, and refuses what is none', () => {
    expect(readLeave({ room: 1, n: 0 })).toEqual({ room: 1, n: 0 });
    expect(issueOf(() => readLeave({ room: 1, n: 'all' }))).toEqual(invalid('/n'));
  });

  it.each([[-1], [0.5], [2 ** 53], ['1'], [null], [undefined]])('refuses room %s', (room) => {
    expect(issueOf(() => readLeave({ room }))).toEqual(invalid('/room'));
  });
});

describe('readState', () => {
  it('reads a room and any state', () => {
    expect(readState({ room: 3, state: { name: 'ann' } })).toEqual({ room: 3, state: { name: 'ann' } });
    expect(readState({ room: 3 })).toEqual({ room: 3, state: undefined });
  });

  it('refuses what is no room', () => {
    expect(issueOf(() => readState({ state: 1 }))).toEqual(invalid('/room'));
  });
});
