import { HandshakeError } from '@trunkline/core/node';
import { jsonCodec } from '@trunkline/protocol/wire';
import { makeApp } from '@trunkline/test-kit/app';
import { VERSIONS } from '@trunkline/test-kit/fastify-versions';
import { waitFor } from '@trunkline/test-kit/wait-for';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { describe, expect, it } from 'vitest';
import { SessionClient } from '../support/session-client.ts';
import { ask, CODECS, contextOf, principalOf, registerDemo } from './support/demo-app.ts';

const user = { context: contextOf, principal: principalOf };

describe.each(VERSIONS)('app.rpc.inject in $name', (version) => {
  it.each(CODECS)('opens sessions in $name without a port, before the app listens', async (codec) => {
    const app = makeApp({}, version);
    await registerDemo(app, user);
    const protocols = [`trunkline.v1.${codec.name}`];
    const client = await SessionClient.connect(() => app.rpc.inject({ path: '/rpc?user=ann', protocols }), { codec });
    expect(await client.call('whoAmI')).toBe('ann');
    const room = await client.join('chat', { room: 'a' }, { name: 'Ann' });
    await room.publish('message', { text: 'a' });
    await waitFor(() => room.events.length === 1, 'the event');
    expect(room.events).toEqual([['message', { text: 'a' }]]);
    await client.cut();
    expect(await client.connect()).toMatchObject({ session: { resumed: true } });
    expect({ address: app.server.address(), isListening: app.server.listening }).toEqual({ address: null, isListening: false });
    client.close();
  });

  it('goes to the path of the plugin, with the prefix, and through the hooks', async () => {
    const app = makeApp({}, version);
    const seen: unknown[] = [];
    app.addHook('onRequest', (request, _, done) => {
      seen.push([request.url, request.headers['x-mine']]);
      done();
    });
    const scopes: FastifyInstance[] = [];
    const plugin: FastifyPluginAsync = async (child) => {
      await registerDemo(child, { path: '/live' });
      scopes.push(child);
    };
    await app.register(plugin, { prefix: '/v1' });
    const [scope = app] = scopes;
    const socket = await scope.rpc.inject({ headers: { 'X-Mine': 'yes' } });
    expect(await ask(socket, '{"jsonrpc":"2.0","id":1,"method":"add","params":{"a":2,"b":3}}')).toEqual({
      jsonrpc: '2.0',
      id: 1,
      result: 5,
    });
    expect(seen).toEqual([['/v1/live', 'yes']]);
    socket.close();
  });

  it('rejects with the status where the upgrade is refused', async () => {
    const app = makeApp({}, version);
    app.addHook('onRequest', (request, reply, done) => {
      if (request.headers.authorization === undefined) void reply.code(401).send({});
      else done();
    });
    await registerDemo(app);
    const headers = { authorization: 'ann' };
    const refusals = [app.rpc.inject(), app.rpc.inject({ path: '/nothing', headers }), app.rpc.inject({ protocols: ['other'], headers })];
    const errors = await Promise.all(refusals.map((refusal) => refusal.catch((error: unknown) => error)));
    expect(errors.map((error) => error instanceof HandshakeError && error.status)).toEqual([401, 404, 400]);
    const socket = await app.rpc.inject({ protocols: [`trunkline.v1.${jsonCodec.name}`], headers });
    expect(socket.protocol).toBe('trunkline.v1.json');
    socket.close();
  });
});
