import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { type RpcError, systemError } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { Bench, connectTo } from '../support/bench.ts';
import { market } from '../support/market.ts';
import { MemoryServer } from '../support/memory-server.ts';
import { BEGAN_AT, VirtualPlatform } from '../support/virtual-platform.ts';

const unauthenticated = systemError('Unauthenticated', 'who?');

describe('Connector', () => {
  it('dials with the subprotocol of its codec and is live once the server has accepted its hello', async () => {
    const json = await Bench.live();
    const msgpack = await Bench.live({ codec: msgpackCodec });
    expect([json, msgpack].map(({ platform }) => [platform.transport.url, platform.transport.protocol])).toEqual([
      ['ws://trunkline.test/rpc', 'trunkline.v1.json'],
      ['ws://trunkline.test/rpc', 'trunkline.v1.msgpack'],
    ]);
    expect([json.statuses, json.client.status, msgpack.client.status]).toEqual([[['live', {}]], 'live', 'live']);
  });

  it('says which manifest it has when it comes back', async () => {
    const bench = await Bench.live();
    await bench.reconnect();
    expect(bench.server.hellos.map(({ contract }) => contract?.length)).toEqual([undefined, 32]);
  });

  it('waits longer after each failure, with full jitter, and tells when it tries again', async () => {
    const bench = new Bench();
    bench.platform.network = (transport) => transport.cut();
    await bench.pass(200_000);
    const { openedAt } = bench.platform;
    expect(openedAt.map((at, index) => at - (openedAt[index - 1] ?? 0)).slice(1, 8)).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000,
    ]);
    expect(bench.statuses.slice(0, 2)).toEqual([
      ['connecting', { reason: 'lost', retryAt: BEGAN_AT + 500 }],
      ['connecting', { reason: 'lost', retryAt: BEGAN_AT + 1_500 }],
    ]);
  });

  it('gives up an attempt that does not open within 15 s, and one whose hello is not answered within 15 s', async () => {
    const bench = new Bench();
    bench.platform.network = () => {};
    await bench.pass(15_000);
    expect([bench.platform.transport.ending, bench.statuses]).toEqual([
      'destroyed',
      [['connecting', { reason: 'lost', retryAt: BEGAN_AT + 15_500 }]],
    ]);
    bench.platform.network = (transport) => transport.open();
    await bench.pass(500);
    const [, silent] = bench.platform.transports;
    await bench.pass(15_000);
    expect([silent?.sent.length, silent?.ending]).toEqual([1, { code: 4004, reason: 'nothing was heard' }]);
  });

  it('waits as long as a refused upgrade says, and goes on after any status', async () => {
    const bench = new Bench();
    bench.platform.network = (transport) => transport.refuse(503, 20_000);
    await bench.pass(0);
    bench.platform.network = (transport) => transport.refuse(404);
    await bench.pass(20_500);
    bench.platform.network = bench.server.accept;
    await bench.pass(1_000);
    expect(bench.statuses).toEqual([
      ['connecting', { reason: 'overloaded', retryAt: BEGAN_AT + 20_500 }],
      ['connecting', { reason: 'lost', retryAt: BEGAN_AT + 21_500 }],
      ['live', {}],
    ]);
  });

  it('waits as long as a refused hello says', async () => {
    const bench = new Bench();
    bench.server.admit = () => {
      throw systemError('Unavailable', 'later', { retryAfterMs: 7_000 });
    };
    await bench.pass(0);
    expect(bench.statuses).toEqual([['connecting', { reason: 'overloaded', retryAt: BEGAN_AT + 7_500 }]]);
  });

  it('resumes its session after a drop: calls go on, and each runs once', async () => {
    const bench = await Bench.live();
    const paid = bench.client.call.pay({ amount: 1 });
    await bench.pass();
    bench.platform.transport.cut();
    bench.server.call.respond('paid');
    await bench.pass(500);
    expect([await paid, bench.server.calls.length]).toEqual(['paid', 1]);
    expect(bench.server.hellos.map(({ session }) => session?.generation)).toEqual([undefined, 2]);
    expect(bench.statuses).toEqual([
      ['live', {}],
      ['reconnecting', { reason: 'lost', retryAt: BEGAN_AT + 500 }],
      ['live', {}],
    ]);
  });

  it('sends queries again where the session is lost, and ends other calls as unknown', async () => {
    const bench = await Bench.live();
    const quoted = bench.client.call.quote({ symbol: 'A' });
    const paid = bench.client.call.pay({ amount: 1 });
    await bench.pass();
    const successor = new MemoryServer(bench.platform, market);
    successor.answer = (call) => call.respond(7);
    bench.platform.network = successor.accept;
    bench.platform.transport.cut();
    await expect(Promise.all([paid, bench.pass(500)])).rejects.toMatchObject({ name: 'OutcomeUnknown' });
    expect([await quoted, successor.calls.map(({ method }) => method)]).toEqual([7, ['quote']]);
  });

  it('lets calls wait while it is not connected, in order and by their deadlines, and refuses the oldest of more than 100', async () => {
    const bench = await Bench.live();
    bench.platform.network = () => {};
    bench.platform.transport.cut();
    await bench.pass();
    const impatient = bench.client.call.ping(undefined, { timeoutMs: 100 }).catch((error: RpcError) => error.name);
    await bench.pass(100);
    expect(await impatient).toBe('DeadlineExceeded');
    bench.server.answer = (call) => call.respond('paid');
    const calls = Array.from({ length: 101 }, (_, amount) => bench.client.call.pay({ amount }).catch((error: RpcError) => error.name));
    bench.platform.network = bench.server.accept;
    await bench.pass(60_000);
    expect((await Promise.all(calls)).slice(0, 3)).toEqual(['TooMany', 'paid', 'paid']);
    expect(bench.server.calls.map(({ params }) => params)).toEqual(Array.from({ length: 100 }, (_, at) => ({ amount: at + 1 })));
  });

  it.each([4500, 4503, 4999])('stays away once it is told %i', async (code) => {
    const bench = await Bench.live();
    bench.server.close(code);
    await bench.pass(1_000_000);
    await bench.client.close();
    expect([bench.statuses.at(-1), bench.platform.transports.length, bench.platform.timers, bench.platform.watcher]).toEqual([
      ['closed', { reason: 'staysAway' }],
      1,
      0,
      undefined,
    ]);
    await expect(bench.client.call.ping()).rejects.toEqual(systemError('Closed', 'the client is closed'));
  });

  it.each([1001, 1012, 4001, 4002, 4006, 4499])('comes back once it is told %i', async (code) => {
    const bench = await Bench.live();
    bench.server.close(code);
    await bench.pass(1_000);
    expect([bench.client.status, bench.server.connections.length]).toEqual(['live', 2]);
  });

  it('comes back without its session where another connection has it', async () => {
    const bench = await Bench.live();
    bench.server.close(4003);
    await bench.pass(1_000);
    expect(bench.server.hellos.map(({ session }) => session)).toEqual([undefined, undefined]);
  });
});

describe('Connector, with an auth provider', () => {
  it('asks it at each attempt, and says what it gave', async () => {
    let asked = 0;
    const bench = await Bench.live({ auth: () => Promise.resolve({ token: ++asked }) });
    await bench.reconnect();
    expect(bench.server.hellos.map(({ auth }) => auth)).toEqual([{ token: 1 }, { token: 2 }]);
  });

  it('tells it that what it gave was refused, once, and stops when that is refused too', async () => {
    const told: boolean[] = [];
    const bench = new Bench({ auth: ({ rejected }) => void told.push(rejected) });
    bench.server.admit = () => {
      throw unauthenticated;
    };
    await bench.pass(100_000);
    expect(told).toEqual([false, true]);
    expect(bench.statuses.at(-1)).toEqual(['closed', { reason: 'unauthenticated' }]);
  });

  it('goes on with better credentials, and its session', async () => {
    const bench = await Bench.live({ auth: ({ rejected }) => (rejected ? 'new' : 'old') });
    bench.server.admit = (auth) => {
      if (auth === 'old') throw unauthenticated;
      return {};
    };
    await bench.reconnect();
    expect(bench.server.hellos.map(({ auth, session }) => [auth, session !== undefined])).toEqual([
      ['old', false],
      ['old', true],
      ['new', true],
    ]);
    expect(bench.client.status).toBe('live');
  });

  it.each([
    ['throws', () => Promise.reject(new Error('offline'))],
    ['gives what cannot be written', () => new Date(0)],
  ])('tries later when it %s', async (_, fail) => {
    let isFailing = true;
    const bench = new Bench({ auth: () => (isFailing ? fail() : 'good') });
    await bench.pass(0);
    expect([bench.statuses, bench.platform.transports]).toEqual([
      [['connecting', { reason: 'authFailed', cause: expect.any(Error), retryAt: BEGAN_AT + 500 }]],
      [],
    ]);
    isFailing = false;
    await bench.pass(500);
    expect(bench.server.hellos.map(({ auth }) => auth)).toEqual(['good']);
  });

  it('renews 30 s before they expire, over the same connection', async () => {
    let asked = 0;
    const bench = new Bench({ auth: () => ++asked });
    bench.server.admit = () => ({ expiresInMs: 60_000 });
    await bench.pass(29_999);
    expect(bench.server.controls).toEqual([]);
    await bench.pass(1 + 30_000);
    expect(bench.server.controls.map(({ params }) => params)).toEqual([{ auth: 2 }, { auth: 3 }]);
    expect([bench.platform.transports.length, bench.client.status]).toEqual([1, 'live']);
  });

  it('asks for them again while there are none to be had', async () => {
    let asked = 0;
    const bench = new Bench({
      auth() {
        asked += 1;
        if (asked === 2) throw new Error('offline');
        return asked;
      },
    });
    bench.server.admit = () => ({ expiresInMs: 60_000 });
    await bench.pass(35_000);
    expect(bench.server.controls.map(({ params }) => params)).toEqual([{ auth: 3 }]);
  });

  it('comes back with others when the renewal is refused', async () => {
    const bench = new Bench({ auth: ({ rejected }) => (rejected ? 'new' : 'old') });
    bench.server.admit = () => ({ expiresInMs: 60_000 });
    await bench.pass(0);
    bench.server.admit = (auth) => {
      if (auth === 'old') throw unauthenticated;
      return {};
    };
    await bench.pass(31_000);
    expect([bench.server.hellos.map(({ auth }) => auth), bench.client.status]).toEqual([['old', 'new'], 'live']);
  });
});

describe('Connector, where the server drains', () => {
  async function draining() {
    const bench = await Bench.live();
    const paid = bench.client.call.pay({ amount: 1 });
    await bench.pass();
    const successor = new MemoryServer(bench.platform, market);
    successor.answer = (call) => call.respond('by the successor');
    bench.platform.network = successor.accept;
    bench.server.say({ kind: 'drain', withinMs: 10_000, reason: 'deploy' });
    return { bench, paid, successor };
  }

  it('opens a second connection within a random part of the time, and calls there, while the old one keeps its calls', async () => {
    const { bench, paid, successor } = await draining();
    await bench.pass(4_999);
    expect(successor.connections).toEqual([]);
    await bench.pass(1);
    const moved = bench.client.call.pay({ amount: 2 });
    await bench.pass();
    expect(await moved).toBe('by the successor');
    bench.server.call.respond('by the old one');
    await bench.pass();
    expect(await paid).toBe('by the old one');
    bench.server.close(4001);
    await bench.pass(60_000);
    expect([bench.statuses, bench.platform.transports.length, successor.hellos.map(({ session }) => session)]).toEqual([
      [['live', {}]],
      2,
      [undefined],
    ]);
  });

  it('stays live over the old connection while nobody else takes it, and says so when that goes', async () => {
    const { bench, paid } = await draining();
    bench.platform.network = (transport) => transport.refuse(503);
    await bench.pass(6_000);
    expect(bench.statuses).toEqual([['live', {}]]);
    bench.server.close(4001);
    await bench.pass();
    expect(bench.statuses.slice(1)).toEqual([['reconnecting', { reason: 'drained', retryAt: BEGAN_AT + 6_500 }]]);
    bench.platform.network = bench.server.accept;
    await expect(Promise.all([paid, bench.pass(60_000)])).rejects.toMatchObject({ name: 'OutcomeUnknown' });
    expect(bench.client.status).toBe('live');
  });
});

describe('Connector, on a platform that tells of itself', () => {
  it('comes back at once when there is a network again', async () => {
    const bench = await Bench.live();
    bench.platform.network = (transport) => transport.cut();
    bench.platform.transport.cut();
    bench.platform.watcher?.onOffline();
    await bench.pass(30_000);
    expect([bench.client.status, bench.platform.transports.length]).toEqual(['offline', 1]);
    bench.platform.network = bench.server.accept;
    bench.platform.watcher?.onOnline();
    await bench.pass(0);
    expect([bench.client.status, bench.platform.transports.length]).toEqual(['live', 2]);
  });

  it('leaves a connection that lives alone, whatever is said about the network', async () => {
    const bench = await Bench.live();
    bench.platform.watcher?.onOffline();
    await bench.pass(20_000);
    expect([bench.client.status, bench.statuses]).toEqual(['live', [['live', {}]]]);
  });

  it('asks a silent server before it gives it up, and any sign of life will do', async () => {
    const bench = await Bench.live();
    bench.platform.transport.stall();
    await bench.pass(25_000);
    bench.platform.transport.observer.onHeard();
    await bench.pass(34_000);
    expect([bench.client.status, bench.platform.transports.length]).toEqual(['live', 1]);
    await bench.pass(1_000);
    expect([bench.platform.transports[0]?.ending, bench.platform.transports.length]).toEqual([
      { code: 4004, reason: 'nothing was heard' },
      1,
    ]);
    await bench.pass(1_000);
    expect([bench.client.status, bench.server.hellos.at(-1)?.session?.generation]).toEqual(['live', 2]);
  });

  it.each(['onAwake', 'onOnline'] as const)(
    'asks the server for a sign of life at once %s, and goes on where it answers',
    async (event) => {
      const bench = await Bench.live();
      bench.platform.sleep(3_600_000);
      bench.platform.watcher?.[event]();
      bench.platform.watcher?.[event]();
      expect(bench.platform.transport.sent.slice(1)).toEqual([expect.stringContaining('$/ping')]);
      await bench.pass(20_000);
      expect([bench.client.status, bench.platform.transports.length]).toEqual(['live', 1]);
    },
  );

  it.each(['onAwake', 'onOnline'] as const)('gives a connection up that is silent for 10 s %s', async (event) => {
    const bench = await Bench.live();
    bench.platform.transport.stall();
    bench.platform.sleep(3_600_000);
    bench.platform.watcher?.[event]();
    await bench.pass(9_999);
    expect([bench.client.status, bench.platform.transport.ending]).toEqual(['live', undefined]);
    await bench.pass(1);
    expect([bench.client.status, bench.platform.transport.ending]).toEqual(['reconnecting', { code: 4004, reason: 'nothing was heard' }]);
  });

  it('tries at once when somebody looks again, and says so', async () => {
    const bench = await Bench.live();
    bench.platform.network = (transport) => transport.cut();
    bench.platform.transport.cut();
    await bench.pass(5_000);
    bench.platform.network = bench.server.accept;
    bench.platform.watcher?.onAwake();
    await bench.pass(0);
    expect(bench.statuses.slice(-3)).toEqual([
      ['reconnecting', { reason: 'lost', retryAt: BEGAN_AT + 7_500 }],
      ['reconnecting', { reason: 'lost', retryAt: BEGAN_AT + 5_000 }],
      ['live', {}],
    ]);
  });

  it('waits as long as the server asked, whoever looks', async () => {
    const bench = new Bench();
    bench.platform.network = (transport) => transport.refuse(503, 20_000);
    await bench.pass(1_000);
    bench.platform.watcher?.onAwake();
    await bench.pass(0);
    expect([bench.statuses, bench.platform.openedAt]).toEqual([
      [
        ['connecting', { reason: 'overloaded', retryAt: BEGAN_AT + 20_500 }],
        ['connecting', { reason: 'overloaded', retryAt: BEGAN_AT + 20_000 }],
      ],
      [0],
    ]);
  });

  it('reports a connection that the platform does not let it open, and tries later', async () => {
    const platform = new VirtualPlatform();
    const forbidden = new Error('the policy of the page');
    const { open } = platform;
    platform.open = () => {
      throw forbidden;
    };
    const client = connectTo(platform);
    await platform.advance(0);
    expect([client.status, platform.reported]).toEqual(['connecting', [forbidden]]);
    platform.open = open;
    platform.network = new MemoryServer(platform, market).accept;
    await platform.advance(1_000);
    expect(client.status).toBe('live');
  });
});
