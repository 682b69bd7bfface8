import { makeApp, portOf } from '@trunkline/test-kit/app';
import { VERSIONS } from '@trunkline/test-kit/fastify-versions';
import { RawClient } from '@trunkline/test-kit/raw-client';
import { waitFor } from '@trunkline/test-kit/wait-for';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';
import { type PostRouteOptions, postRoute } from '../../src/routes/post-route.ts';

/** What a route was asked, in order. */
interface Asked {
  readonly texts: string[];
  readonly signals: AbortSignal[];
}

/** Adds a route that answers with the text that it got, in capital letters, in a scope of its own. */
function addRoute(app: FastifyInstance, options: Partial<PostRouteOptions> = {}): Asked {
  const asked: Asked = { texts: [], signals: [] };
  const all: PostRouteOptions = {
    path: '/rpc',
    bodyLimit: 64,
    onRequest: () => Promise.resolve(),
    answer(text, _request, signal) {
      asked.texts.push(text);
      asked.signals.push(signal);
      return Promise.resolve(text.toUpperCase());
    },
    ...options,
  };
  app.register((child, _, done) => {
    postRoute(child, all);
    done();
  });
  return asked;
}

async function post(app: FastifyInstance, payload: string, type: string | undefined = 'application/json') {
  const headers = type === undefined ? {} : { 'content-type': type };
  const { statusCode, headers: answered, body } = await app.inject({ method: 'POST', url: '/rpc', headers, payload });
  return { status: statusCode, type: answered['content-type'], body };
}

const HEAD = (length: number) =>
  `POST /rpc HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;

describe.each(VERSIONS)('postRoute in $name', (version) => {
  it('takes the text as it came, and answers with JSON', async () => {
    const app = makeApp({}, version);
    const { texts } = addRoute(app);
    const answer = { status: 200, type: 'application/json; charset=utf-8' };
    expect(await post(app, '{"id": 9007199254740993}')).toEqual({ ...answer, body: '{"ID": 9007199254740993}' });
    expect(await post(app, '"ä"', 'application/json; charset=utf-8')).toEqual({ ...answer, body: '"Ä"' });
    expect(await post(app, 'no json')).toEqual({ ...answer, body: 'NO JSON' });
    expect(await post(app, '')).toEqual({ ...answer, body: '' });
    expect(texts).toEqual(['{"id": 9007199254740993}', '"ä"', 'no json', '']);
  });

  it('answers 204 where there is nothing to say', async () => {
    const app = makeApp({}, version);
    addRoute(app, { answer: () => Promise.resolve(undefined) });
    expect(await post(app, '{}')).toEqual({ status: 204, type: undefined, body: '' });
  });

  it('takes nothing but JSON, and not more than it may', async () => {
    const app = makeApp({}, version);
    const { texts } = addRoute(app);
    const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain; application/json'];
    expect(await Promise.all(types.map(async (type) => (await post(app, '{}', type)).status))).toEqual([415, 415, 415, 415]);
    expect((await post(app, 'x'.repeat(65))).status).toBe(413);
    expect((await post(app, 'x'.repeat(64))).status).toBe(200);
    expect(texts).toEqual(['x'.repeat(64)]);
  });

  it('leaves the other routes of the app their bodies', async () => {
    const app = makeApp({}, version);
    addRoute(app);
    app.post('/other', (request) => request.body);
    const { statusCode, body } = await app.inject({ method: 'POST', url: '/other', payload: { a: 1 } });
    expect([statusCode, body]).toEqual([200, '{"a":1}']);
  });

  it('lets whoever asks first refuse, and Fastify answer what the answer fails with', async () => {
    const app = makeApp({}, version);
    const refused = Object.assign(new Error('not from there'), { statusCode: 403 });
    const { texts } = addRoute(app, {
      onRequest: (request: FastifyRequest) => (request.headers.origin === undefined ? Promise.resolve() : Promise.reject(refused)),
      answer: () => Promise.reject(Object.assign(new Error('who are you?'), { statusCode: 401 })),
    });
    const fromPage = await app.inject({ method: 'POST', url: '/rpc', headers: { origin: 'https://evil.example' }, payload: {} });
    expect([fromPage.statusCode, fromPage.json().message]).toEqual([403, 'not from there']);
    expect((await post(app, '{}')).status).toBe(401);
    expect(texts).toEqual([]);
  });

  it('aborts the signal when the client goes away before it is answered, and then only', async () => {
    const app = makeApp({}, version);
    const answers: (() => void)[] = [];
    const signals: AbortSignal[] = [];
    addRoute(app, {
      answer: (_text, _request, signal) => {
        signals.push(signal);
        return new Promise((resolve) => void answers.push(() => resolve('"done"')));
      },
    });
    const port = await portOf(app);
    const [patient, hasty] = [await RawClient.connect(port), await RawClient.connect(port)];
    patient.write(`${HEAD(2)}{}`);
    await waitFor(() => signals.length === 1);
    hasty.write(`${HEAD(2)}{}`);
    await waitFor(() => signals.length === 2);
    hasty.socket.destroy();
    await waitFor(() => signals[1]?.aborted === true);
    answers[0]?.();
    expect(await patient.response()).toMatchObject({ status: 200, body: '"done"' });
    patient.socket.destroy();
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true]);
  });

  it('aborts it at once when the client went away while hooks ran', async () => {
    const app = makeApp({}, version);
    const held: (() => void)[] = [];
    app.addHook('preHandler', () => new Promise<void>((resolve) => void held.push(resolve)));
    const { signals } = addRoute(app);
    let hasClosed = false;
    app.server.on('connection', (socket) => {
      socket.on('close', () => {
        hasClosed = true;
      });
    });
    const client = await RawClient.connect(await portOf(app));
    client.write(`${HEAD(2)}{}`);
    await waitFor(() => held.length === 1);
    client.socket.destroy();
    await waitFor(() => hasClosed);
    held[0]?.();
    await waitFor(() => signals.length === 1);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });
});
