import { systemError } from '@trunkline/fastify';
import { makeApp } from '@trunkline/test-kit/app';
import { VERSIONS } from '@trunkline/test-kit/fastify-versions';
import { RawClient } from '@trunkline/test-kit/raw-client';
import { waitFor } from '@trunkline/test-kit/wait-for';
import type { FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { registerDemo, startDemo } from './support/demo-app.ts';

interface Posted {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: unknown;
}

/** Posts a value as JSON, or a text as it is. */
async function post(app: FastifyInstance, body: unknown, headers: Readonly<Record<string, string>> = {}, url = '/rpc'): Promise<Posted> {
  const payload = typeof body === 'string' ? body : JSON.stringify(body);
  const {
    statusCode,
    headers: answered,
    payload: text,
  } = await app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', ...headers },
    payload,
  });
  return { status: statusCode, type: answered['content-type']?.toString(), body: text === '' ? '' : JSON.parse(text) };
}

const call = (id: unknown, method: string, params?: unknown) => ({ jsonrpc: '2.0', id, method, params });
const notify = (method: string, params?: unknown) => ({ jsonrpc: '2.0', method, params });
const JSON_TYPE = 'application/json; charset=utf-8';
const ok = (body: unknown): Posted => ({ status: 200, type: JSON_TYPE, body });

describe.each(VERSIONS)('POST in $name', (version) => {
  it('answers one call', async () => {
    const { app } = await startDemo({}, {}, version);
    expect(await post(app, call('q-1', 'add', { a: 2, b: 3 }))).toEqual(ok({ jsonrpc: '2.0', id: 'q-1', result: 5 }));
    expect(await post(app, call(null, 'notes.keep', { text: 'a' }))).toEqual(ok({ jsonrpc: '2.0', id: null, result: null }));
    expect(await post(app, call(1, 'pay', { amount: 700 }))).toEqual(
      ok({ jsonrpc: '2.0', id: 1, error: { code: 1, message: 'Broke', data: { name: 'Broke', data: { missing: 200 } } } }),
    );
    expect(await post(app, call(1, 'nothing'))).toEqual(
      ok({ jsonrpc: '2.0', id: 1, error: { code: -32_601, message: 'there is no method nothing' } }),
    );
    // Digits that a number does not keep are not lost on the way.
    expect(await post(app, '{"jsonrpc":"2.0","id":9007199254740993,"method":"whoAmI"}')).toMatchObject({
      body: { id: null, error: { code: -32_600 } },
    });
  });

  it('answers a batch by a list, and what needs no answer by 204', async () => {
    const { app, record } = await startDemo({}, {}, version);
    const { status, body } = await post(app, [call(1, 'add', { a: 1, b: 1 }), notify('notes.keep', { text: 'a' }), call(2, 'whoAmI'), 5]);
    expect(status).toBe(200);
    expect(body).toHaveLength(3);
    expect(body).toEqual(
      expect.arrayContaining([
        { jsonrpc: '2.0', id: 1, result: 2 },
        { jsonrpc: '2.0', id: 2, result: null },
        { jsonrpc: '2.0', id: null, error: { code: -32_600, message: 'a call is an object' } },
      ]),
    );
    expect(await post(app, notify('notes.keep', { text: 'b' }))).toEqual({ status: 204, type: undefined, body: '' });
    expect(await post(app, [notify('notes.keep', { text: 'c' })])).toEqual({ status: 204, type: undefined, body: '' });
    expect(record.notes).toEqual(['a', 'b', 'c']);
  });

  it('says what is wrong with a body', async () => {
    const { app } = await startDemo({ limits: { messageBytes: 1_024 } }, {}, version);
    const parse = ok({ jsonrpc: '2.0', id: null, error: { code: -32_700, message: 'the text is no JSON' } });
    expect(await post(app, '{"jsonrpc"')).toEqual(parse);
    expect(await post(app, '')).toEqual(parse);
    expect(await post(app, [])).toEqual(ok({ jsonrpc: '2.0', id: null, error: { code: -32_600, message: 'the batch is empty' } }));
    const text = JSON.stringify(call(1, 'add', { a: 1, b: 1 }));
    expect((await post(app, text, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post(app, text, { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
    expect((await post(app, call(1, 'notes.keep', { text: 'x'.repeat(1_024) }))).status).toBe(413);
  });

  it('writes bytes as base64, reads them so, and answers items with a list of them', async () => {
    const { app } = await startDemo({}, {}, version);
    expect(await post(app, call(1, 'reverse', { bytes: 'AQID' }))).toEqual(ok({ jsonrpc: '2.0', id: 1, result: 'AwIB' }));
    expect(await post(app, call(1, 'count', { to: 3 }))).toEqual(ok({ jsonrpc: '2.0', id: 1, result: [1, 2, 3] }));
    expect(await post(app, call(1, 'sum'))).toMatchObject({
      body: { error: { code: -32_602, data: { reason: 'stream-required' } } },
    });
  });

  it('runs the hooks of the application, and its context', async () => {
    const app = makeApp({}, version);
    app.decorateRequest('user', '');
    app.addHook('onRequest', (request, reply, done) => {
      const user = request.headers.authorization;
      Reflect.set(request, 'user', user);
      if (user === undefined) void reply.code(401).send({ message: 'who are you?' });
      else done();
    });
    await registerDemo(app, { context: (request) => ({ user: Reflect.get(request, 'user') }), principal: () => null });
    expect(await post(app, call(1, 'whoAmI'))).toEqual({ status: 401, type: JSON_TYPE, body: { message: 'who are you?' } });
    expect(await post(app, call(1, 'whoAmI'), { authorization: 'ann' })).toEqual(ok({ jsonrpc: '2.0', id: 1, result: 'ann' }));
  });

  it('is let in by authenticate: 401, 503, or another context', async () => {
    const { app } = await startDemo(
      {
        authenticate(auth, { context, request }) {
          const { as } = Object(request.query);
          if (as === 'busy') throw systemError('Unavailable', 'later', { retryAfterMs: 200 });
          if (as === undefined) throw systemError('Unauthenticated', 'log in first');
          return { ...context, user: `${as}, ${String(auth)}` };
        },
      },
      {},
      version,
    );
    expect(await post(app, call(1, 'whoAmI'))).toMatchObject({
      status: 401,
      body: { code: 'RPC_ERR_UNAUTHENTICATED', message: 'log in first' },
    });
    const busy = await app.inject({ method: 'POST', url: '/rpc?as=busy', payload: call(1, 'whoAmI') });
    expect([busy.statusCode, busy.json().code, busy.headers['retry-after']]).toEqual([503, 'RPC_ERR_UNAVAILABLE', '1']);
    expect(await post(app, call(1, 'whoAmI'), {}, '/rpc?as=ann')).toEqual(ok({ jsonrpc: '2.0', id: 1, result: 'ann, undefined' }));
  });

  it('has the limits of a peer: calls at a time, and calls a second', async () => {
    const limits = { callsInFlight: 2, calls: { perSecond: 1, burst: 3 } };
    const { app, record } = await startDemo({ limits }, {}, version);
    const answer = post(
      app,
      [1, 2, 3, 4].map((id) => call(id, 'hold', { name: String(id) })),
    );
    await waitFor(() => record.held.length === 2, 'two calls to be held');
    for (const name of record.held) record.release(name);
    expect((await answer).body).toEqual(
      expect.arrayContaining([
        { jsonrpc: '2.0', id: 1, result: 'held 1' },
        { jsonrpc: '2.0', id: 2, result: 'held 2' },
        { jsonrpc: '2.0', id: 3, error: { code: -32_005, message: 'too many calls are in flight', data: { retryAfterMs: 100 } } },
        {
          jsonrpc: '2.0',
          id: 4,
          error: { code: -32_005, message: 'too many calls at a time', data: { retryAfterMs: expect.any(Number) } },
        },
      ]),
    );
  });

  it('aborts the handler when its client goes away', async () => {
    const { port, record } = await startDemo({}, {}, version);
    const client = await RawClient.connect(port);
    const body = JSON.stringify(call(1, 'hold', { name: 'a' }));
    const head = `POST /rpc HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
    client.write(head + body);
    await waitFor(() => record.held.includes('a'), 'the call to be held');
    client.socket.destroy();
    await waitFor(() => record.aborts.length === 1, 'the handler to be aborted');
    expect(record.aborts).toEqual(['a: Cancelled']);
  });
});
