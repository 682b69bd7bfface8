import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import type { HubLimits } from '../../src/peer/limits.ts';
import { Desk } from '../support/desk.ts';
import { RecordedLink } from '../support/recorded-link.ts';

/** A plain connection of ann to the desk. */
function plain({ limits = {}, expiresInMs }: { limits?: Partial<HubLimits>; expiresInMs?: number } = {}) {
  const test = new Desk({ limits });
  const link = new RecordedLink();
  const identity = { context: { user: 'ann' }, principal: 'ann', expiresInMs };
  const server = test.hub.acceptPlain({ link, log: test.log, identity });
  const ask = (...requests: object[]) => {
    for (const request of requests) server.receive(JSON.stringify(request));
  };
  const answers = () => link.sent.map((message): unknown => JSON.parse(String(message)));
  return { test, link, server, ask, answers };
}

const request = (id: number, method: string, params?: object) => ({ jsonrpc: '2.0', id, method, params });
const result = (id: number, value: unknown) => ({ jsonrpc: '2.0', id, result: value });

describe('PlainConnection', () => {
  it('answers requests as whom the upgrade was found to be', async () => {
    const { ask, answers } = plain();
    ask(request(1, 'whoami'));
    await settled();
    expect(answers()).toEqual([result(1, 'ann')]);
  });

  it('answers a batch with one message, and a notification with none', async () => {
    const { ask, answers, test } = plain();
    ask([request(1, 'whoami'), { jsonrpc: '2.0', method: 'hold', params: { key: 'a' } }, request(2, 'nothing')]);
    ask({ jsonrpc: '2.0', method: 'hold', params: { key: 'b' } });
    await settled();
    test.held.get('a')?.resolve('');
    test.held.get('b')?.resolve('');
    await settled();
    expect(answers()).toEqual([
      [result(1, 'ann'), { jsonrpc: '2.0', id: 2, error: { code: -32601, message: 'there is no method nothing' } }],
    ]);
  });

  it('answers each message by itself, in the order in which handlers settle', async () => {
    const { ask, answers, test } = plain();
    ask(request(1, 'hold', { key: 'a' }), request(2, 'hold', { key: 'b' }));
    test.held.get('b')?.resolve('second');
    await settled();
    test.held.get('a')?.resolve('first');
    await settled();
    expect(answers()).toEqual([result(2, 'second'), result(1, 'first')]);
  });

  it.each(['$/hello', '$/join', '$/auth'])('knows no %s', async (method) => {
    const { ask, answers } = plain();
    ask(request(1, method, {}));
    await settled();
    expect(answers()).toEqual([{ jsonrpc: '2.0', id: 1, error: { code: -32601, message: `there is no method ${method}` } }]);
  });

  it('closes with 1003 what sends bytes, aborts its handlers and discards what comes then', async () => {
    const { ask, answers, test, link, server } = plain();
    ask(request(1, 'hold', { key: 'a' }));
    server.receive(Uint8Array.of(0x80));
    ask(request(2, 'whoami'));
    await settled();
    expect([link.closes, test.held.get('a')?.aborts, answers()]).toEqual([
      [{ code: 1003, reason: 'plain JSON-RPC is text' }],
      [expect.objectContaining({ name: 'Closed' })],
      [],
    ]);
  });

  it('runs so many calls at a time, of all its messages together', async () => {
    const { ask, answers, test } = plain({ limits: { callsInFlight: 2 } });
    ask([request(1, 'hold', { key: 'a' }), request(2, 'hold', { key: 'b' })], request(3, 'whoami'));
    await settled();
    expect(answers()).toEqual([
      { jsonrpc: '2.0', id: 3, error: { code: -32005, message: 'too many calls are in flight', data: { retryAfterMs: 100 } } },
    ]);
    for (const held of test.held.values()) held.resolve('');
    await settled();
    ask(request(4, 'whoami'));
    await settled();
    expect(answers().slice(1)).toEqual([[result(1, ''), result(2, '')], result(4, 'ann')]);
  });

  it('lets calls in by a rate, each member of a batch by itself', async () => {
    const { ask, answers, test } = plain({ limits: { calls: { perSecond: 10, burst: 2 } } });
    ask([request(1, 'whoami'), request(2, 'whoami'), request(3, 'whoami')]);
    await settled();
    const refused = { code: -32005, message: 'too many calls at a time', data: { retryAfterMs: 100 } };
    expect(answers()).toEqual([[result(1, 'ann'), result(2, 'ann'), { jsonrpc: '2.0', id: 3, error: refused }]]);
    await test.platform.advance(100);
    ask(request(4, 'whoami'));
    await settled();
    expect(answers().slice(1)).toEqual([result(4, 'ann')]);
  });

  it('is closed with 4006 when the credentials expire, and not before', async () => {
    const { test, link } = plain({ expiresInMs: 5_000 });
    await test.platform.advance(4_999);
    expect(link.closes).toEqual([]);
    await test.platform.advance(1);
    expect([link.closes, test.platform.timers]).toEqual([[{ code: 4006, reason: 'the credentials expired' }], 0]);
  });

  it('reads nothing from a client that does not take its answers, and closes it with 4002 after so long', async () => {
    const { test, link, ask } = plain({ limits: { sendBudgetBytes: 100 } });
    link.bufferedAmount = 150;
    ask(request(1, 'whoami'));
    await settled();
    expect(link.isPaused).toBe(true);
    await test.platform.advance(29_999);
    expect(link.closes).toEqual([]);
    await test.platform.advance(1);
    expect([link.closes, test.platform.timers]).toEqual([[{ code: 4002, reason: 'slow' }], 0]);
  });

  it('reads on when the client has taken them', async () => {
    const { test, link, server, ask } = plain({ limits: { sendBudgetBytes: 100 } });
    link.bufferedAmount = 150;
    ask(request(1, 'whoami'));
    await settled();
    link.bufferedAmount = 0;
    server.drained();
    expect(link.isPaused).toBe(false);
    await test.platform.advance(100_000);
    expect(link.closes).toEqual([]);
  });

  it('is closed with 4002 at the end of the turn in which twice the budget waits', async () => {
    const { link, ask } = plain({ limits: { sendBudgetBytes: 100 } });
    link.bufferedAmount = 201;
    ask(request(1, 'whoami'));
    await settled();
    expect(link.closes).toEqual([{ code: 4002, reason: 'slow' }]);
  });

  it('aborts its handlers when the link is gone, and answers nobody', async () => {
    const { test, link, server, ask } = plain({ expiresInMs: 5_000 });
    ask(request(1, 'hold', { key: 'a' }));
    server.closed(1006, '');
    test.held.get('a')?.resolve('late');
    await settled();
    expect([test.held.get('a')?.aborts, link.sent, link.closes, test.platform.timers]).toEqual([
      [expect.objectContaining({ name: 'Closed' })],
      [],
      [],
      0,
    ]);
  });

  it('survives a link that closes within a send', async () => {
    const { test, link, server, ask } = plain({ limits: { sendBudgetBytes: 100 } });
    link.onSend = () => {
      link.bufferedAmount = 150;
      server.closed(1006, '');
    };
    ask([request(1, 'whoami')], request(2, 'whoami'));
    await settled();
    expect([link.sent.length, test.platform.timers]).toEqual([1, 0]);
  });
});
