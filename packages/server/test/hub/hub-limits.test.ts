import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import type { HubLimits } from '../../src/peer/limits.ts';
import { Desk } from '../support/desk.ts';
import { Stranger } from '../support/stranger.ts';

/** A stranger that was let in where one limit is another. */
async function limited(limits: Partial<HubLimits>) {
  const test = new Desk({ limits });
  const client = new Stranger(test).hello({ auth: 'ann' });
  await settled();
  return { test, client };
}

const room = (name: string) => ({ topic: 'chat', params: { room: name } });

const message = (number: number, text = 'x') => ({ room: number, event: 'message', data: { text } });

const tooMany = (message: string, retryAfterMs?: number) => ({
  error: retryAfterMs === undefined ? { code: -32005, message } : { code: -32005, message, data: { retryAfterMs } },
});

/** Drops a session and lets its client come back. Answers whether it could go on. */
async function comesBack(test: Desk, older: Stranger, received: number): Promise<unknown> {
  const newer = new Stranger(test).hello({ auth: 'ann', session: { token: older.token, generation: 1, received } });
  await settled();
  return newer.greeting;
}

/** Opens sessions of a size, and drops them; answers which may go on. */
async function dropped(limits: Partial<HubLimits>, sessions: readonly { readonly auth: string; readonly bytes: number }[]) {
  const test = new Desk({ limits });
  for (const { auth, bytes } of sessions) {
    const client = new Stranger(test).hello({ auth });
    await settled();
    client.ask(1, 'big', { bytes });
    client.server.closed(1006, '');
    await test.platform.advance(1);
  }
  await test.platform.advance(1_000);
  return test.hub.peers().map(({ principal }) => principal);
}

interface Case {
  /** What happens past it. */
  readonly past: string;
  /** Goes past it. Answers what is seen, and what it should be. */
  run(): Promise<{ readonly seen: unknown; readonly expected: unknown }>;
}

/** One case for every limit that there is. */
const cases: { readonly [Name in keyof HubLimits]: Case } = {
  messageBytes: {
    past: 'a client is told, and an event that would not fit again is refused',
    async run() {
      const { client } = await limited({ messageBytes: 1_024 });
      client.ask(-2, '$/join', room('a'));
      await settled();
      client.ask(-3, '$/publish', message(1, 'x'.repeat(1_000)));
      await settled();
      return {
        seen: [client.greeting, client.answerTo(-3)],
        expected: [
          expect.objectContaining({ limits: { messageBytes: 1_024, credit: 32 } }),
          { error: expect.objectContaining({ code: -32007 }) },
        ],
      };
    },
  },
  credit: {
    past: 'an item that was not granted is a violation',
    async run() {
      const { client } = await limited({ credit: 2 });
      client.ask(1, 'hold', { key: 'a' });
      for (let item = 0; item < 2; item += 1) client.say({ kind: 'item', id: 1, item });
      const before = client.link.code;
      client.say({ kind: 'item', id: 1, item: 2 });
      return { seen: [before, client.link.code], expected: [undefined, 4500] };
    },
  },
  callsInFlight: {
    past: 'a call is refused, until a handler has settled',
    async run() {
      const { test, client } = await limited({ callsInFlight: 2 });
      client.ask(1, 'hold', { key: 'a' }).ask(3, 'hold', { key: 'b' }).ask(5, 'whoami');
      test.held.get('a')?.resolve('');
      await settled();
      client.ask(7, 'whoami');
      return { seen: [client.answerTo(5), client.answerTo(7)], expected: [tooMany('2 calls are in flight', 100), { result: 'ann' }] };
    },
  },
  unconsumedInputBytes: {
    past: 'the call that brings more is answered with an error',
    async run() {
      const { client } = await limited({ unconsumedInputBytes: 2_000 });
      client.ask(1, 'hold', { key: 'a' });
      for (let item = 0; item < 3; item += 1) client.say({ kind: 'item', id: 1, item: 'x'.repeat(900) });
      return { seen: [client.answerTo(1), client.link.closes], expected: [tooMany('too much input waits for its handlers', 100), []] };
    },
  },
  sendBudgetBytes: {
    past: 'nothing is read, and past twice of it the client is closed',
    async run() {
      const { client } = await limited({ sendBudgetBytes: 1_000 });
      client.link.bufferedAmount = 1_001;
      client.say({ kind: 'ping', n: 1 });
      const before = [client.link.isPaused, client.link.code];
      client.link.bufferedAmount = 2_001;
      client.say({ kind: 'ping', n: 2 });
      await settled();
      return { seen: [before, client.link.closes], expected: [[true, undefined], [{ code: 4002, reason: 'slow' }]] };
    },
  },
  slowTimeoutMs: {
    past: 'a client that took nothing is closed',
    async run() {
      const { test, client } = await limited({ slowTimeoutMs: 500 });
      client.link.bufferedAmount = (1 << 20) + 1;
      client.say({ kind: 'ping', n: 1 });
      await test.platform.advance(499);
      const before = client.link.code;
      await test.platform.advance(1);
      return { seen: [before, client.link.closes], expected: [undefined, [{ code: 4002, reason: 'slow' }]] };
    },
  },
  outboxBytes: {
    past: 'the oldest is forgotten: whoever needs it cannot go on',
    async run() {
      const { test, client } = await limited({ outboxBytes: 2_000 });
      for (let id = 1; id < 7; id += 2) client.ask(id, 'big', { bytes: 900 });
      const seen = await comesBack(test, client, 0);
      return { seen, expected: expect.objectContaining({ session: expect.objectContaining({ resumed: false }) }) };
    },
  },
  outboxEnvelopes: {
    past: 'the oldest is forgotten: whoever has it can go on',
    async run() {
      const { test, client } = await limited({ outboxEnvelopes: 2 });
      for (let id = 1; id < 7; id += 2) client.ask(id, 'whoami');
      const seen = await comesBack(test, client, 1);
      const none = await comesBack(test, client, 0);
      const session = (resumed: boolean) => expect.objectContaining({ session: expect.objectContaining({ resumed }) });
      return { seen: [seen, none], expected: [session(true), undefined] };
    },
  },
  rooms: {
    past: 'a join is refused, but not of a room that is joined',
    async run() {
      const { client } = await limited({ rooms: 2 });
      for (const [index, name] of ['a', 'b', 'c', 'a'].entries()) {
        client.ask(-2 - index, '$/join', room(name));
        await settled();
      }
      client.ask(-6, '$/leave', { room: 2 }).ask(-7, '$/join', room('c'));
      await settled();
      return {
        seen: [-4, -5, -7].map((id) => client.answerTo(id)),
        expected: [tooMany('a peer may be in 2 rooms'), { result: expect.objectContaining({ room: 1 }) }, { result: expect.anything() }],
      };
    },
  },
  roomsCatchingUp: {
    past: 'the others wait',
    async run() {
      const { client } = await limited({ roomsCatchingUp: 2 });
      client.link.bufferedAmount = (1 << 20) + 1;
      client.say({ kind: 'ping', n: 1 });
      for (const [index, name] of ['a', 'b', 'c', 'd', 'e'].entries()) client.ask(-2 - index, '$/join', room(name));
      await settled();
      const before = client.envelopes.length;
      client.link.bufferedAmount = 0;
      client.server.drained();
      await settled();
      return { seen: [before, client.envelopes.length], expected: [2, 7] };
    },
  },
  publishesInFlight: {
    past: 'a publish is refused',
    async run() {
      const { client } = await limited({ publishesInFlight: 2 });
      client.ask(-2, '$/join', room('a'));
      await settled();
      for (const id of [-3, -4, -5]) client.ask(id, '$/publish', message(1));
      await settled();
      client.ask(-6, '$/publish', message(1));
      await settled();
      return {
        seen: [-3, -4, -5, -6].map((id) => client.answerTo(id)),
        expected: [
          { result: { offset: 1 } },
          { result: { offset: 2 } },
          tooMany('2 publishes are in flight', 100),
          { result: { offset: 3 } },
        ],
      };
    },
  },
  calls: {
    past: 'a call is refused, and told when there is room',
    async run() {
      const { test, client } = await limited({ calls: { perSecond: 10, burst: 2 } });
      for (const id of [1, 3, 5]) client.ask(id, 'whoami');
      await test.platform.advance(100);
      client.ask(7, 'whoami');
      return {
        seen: [1, 3, 5, 7].map((id) => client.answerTo(id)),
        expected: [{ result: 'ann' }, { result: 'ann' }, tooMany('too many calls at a time', 100), { result: 'ann' }],
      };
    },
  },
  publishes: {
    past: 'a publish is refused, and told when there is room',
    async run() {
      const { test, client } = await limited({ publishes: { perSecond: 10, burst: 1 } });
      client.ask(-2, '$/join', room('a'));
      await settled();
      for (const id of [-3, -4]) client.ask(id, '$/publish', message(1));
      await test.platform.advance(100);
      client.ask(-5, '$/publish', message(1));
      await settled();
      return {
        seen: [-3, -4, -5].map((id) => client.answerTo(id)),
        expected: [{ result: { offset: 1 } }, tooMany('too many publishes a second', 100), { result: { offset: 2 } }],
      };
    },
  },
  joins: {
    past: 'a join is refused, over all connections of the peer',
    async run() {
      const { test, client } = await limited({ joins: { perSecond: 10, burst: 2 } });
      for (const id of [-2, -3, -4]) client.ask(id, '$/join', room(`${id}`));
      await settled();
      const newer = new Stranger(test).hello({ auth: 'ann', session: { token: client.token, generation: 1, received: 0 } });
      await settled();
      newer.ask(-2, '$/join', room('a'));
      await settled();
      await test.platform.advance(100);
      newer.ask(-3, '$/join', room('a'));
      await settled();
      return {
        seen: [client.answerTo(-4), newer.answerTo(-2), newer.answerTo(-3)],
        expected: [tooMany('too many joins a second', 100), tooMany('too many joins a second', 100), { result: expect.anything() }],
      };
    },
  },
  resumeMs: {
    past: 'a session without a connection is over',
    async run() {
      const { test, client } = await limited({ resumeMs: 300 });
      client.server.closed(1006, '');
      await test.platform.advance(299);
      const before = test.hub.peers().length;
      await test.platform.advance(1);
      return { seen: [before, test.hub.peers().length, test.platform.timers], expected: [1, 0, 0] };
    },
  },
  detachedBytes: {
    past: 'the largest holder loses its oldest session',
    async run() {
      const sessions = [
        { auth: 'eve', bytes: 3_000 },
        { auth: 'ann', bytes: 1_000 },
        { auth: 'eve', bytes: 3_000 },
      ];
      return { seen: await dropped({ detachedBytes: 5_000 }, sessions), expected: ['ann', 'eve'] };
    },
  },
  detachedSessions: {
    past: 'whoever has most loses its oldest session',
    async run() {
      const sessions = ['ann', 'eve', 'eve', 'bob'].map((auth) => ({ auth, bytes: 0 }));
      return { seen: await dropped({ detachedSessions: 3 }, sessions), expected: ['ann', 'eve', 'bob'] };
    },
  },
};

describe('HubLimits', () => {
  it.each(Object.entries(cases).map(([name, { past, run }]) => ({ name, past, run })))('past $name: $past', async ({ run }) => {
    const { seen, expected } = await run();
    expect(seen).toEqual(expected);
  });
});
